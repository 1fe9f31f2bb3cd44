// Runs a .tflite file in LiteRT on examples: node litert.mjs FOLDER MODEL INPUTS SHAPE OUTPUTS
// FOLDER holds node_modules/@litertjs/core. INPUTS are the float32 numbers of all examples, one
// after the other, each of SHAPE (1x32x32x3); OUTPUTS becomes what the first output holds.
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

const [folder, modelFile, inputsFile, shapeText, outputsFile] = process.argv.slice(2);
const core = path.join(folder, 'node_modules/@litertjs/core');
const wasm = path.join(core, 'wasm/litert_wasm_compat_internal');

// The package is for browsers: what it asks them for.
globalThis.self = globalThis;
globalThis.require = createRequire(import.meta.url);
globalThis.__dirname = path.join(core, 'wasm');
globalThis.__filename = wasm + '.js';
globalThis.importScripts = file => vm.runInThisContext(fs.readFileSync(file, 'utf8'));
globalThis.Module = {wasmBinary: fs.readFileSync(wasm + '.wasm')};

const {loadLiteRt, loadAndCompile, Tensor} =
    await import(pathToFileURL(path.join(core, 'dist/index.js')));
await loadLiteRt(wasm + '.js');
const model = await loadAndCompile(new Uint8Array(fs.readFileSync(modelFile)), {accelerator: 'wasm'});
const bytes = fs.readFileSync(inputsFile);
const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const shape = shapeText.split('x').map(Number);
const size = shape.reduce((a, b) => a * b, 1);
const outputs = [];
for (let at = 0; at < all.length; at += size) {
  const input = new Tensor(all.slice(at, at + size), shape);
  const [output] = await model.run(input);
  outputs.push(Buffer.from(new Float32Array(await output.data()).buffer));
  input.delete();
  output.delete();
}
fs.writeFileSync(outputsFile, Buffer.concat(outputs));
process.exit(0);
