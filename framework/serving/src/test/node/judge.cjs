// Asks a server's gRPC interface by another implementation of gRPC than the server's: that of
// Node.js, with the messages read from the .proto files. Prints what was answered as one line of JSON.
// Arguments: PORT FOLDER-OF-PROTOS...; NODE_PATH names the folder with @grpc/grpc-js and @grpc/proto-loader.
'use strict';
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [port, ...includeDirs] = process.argv.slice(2);
const definition = loader.loadSync('tensorflow_serving/apis.proto', {keepCase: true, longs: Number, enums: String, includeDirs});
const {PredictionService, ModelService} = grpc.loadPackageDefinition(definition).tensorflow.serving;
const insecure = grpc.credentials.createInsecure();
const predictions = new PredictionService('localhost:' + port, insecure);
const models = new ModelService('localhost:' + port, insecure);

const call = (client, method, request) => new Promise(resolve =>
  client[method](request, {deadline: Date.now() + 60000}, (error, answer) =>
    resolve(error ? {code: error.code, details: error.details} : answer)));

const x = values => ({dtype: 'DT_FLOAT', tensor_shape: {dim: [{size: values.length}]}, float_val: values});
const floats = tensor => Array.from({length: tensor.tensor_content.length / 4}, (_, i) => tensor.tensor_content.readFloatLE(4 * i));

async function main() {
  const one = await call(predictions, 'Predict', {model_spec: {name: 'half'}, inputs: {x: x([1, 2, 5])}});
  const status = await call(models, 'GetModelStatus', {model_spec: {name: 'half'}});
  const none = await call(predictions, 'Predict', {model_spec: {name: 'none'}, inputs: {x: x([1])}});
  const many = await Promise.all(Array.from({length: 200}, (_, i) =>
    call(predictions, 'Predict', {model_spec: {name: 'half'}, inputs: {x: x([i])}})));
  const large = await call(predictions, 'Predict', {model_spec: {name: 'half'}, inputs: {x: x(Array(500000).fill(4))}});
  console.log(JSON.stringify({
    y: one.outputs ? floats(one.outputs.y) : one,
    version: one.outputs ? one.model_spec.version.value : 0,
    state: status.model_version_status ? status.model_version_status[0].state : status,
    none,
    many: many.filter((answer, i) => answer.outputs && floats(answer.outputs.y)[0] === i / 2 + 2).length,
    large: large.outputs ? large.outputs.y.tensor_content.length : large,
  }));
  predictions.close();
  models.close();
}
main();
