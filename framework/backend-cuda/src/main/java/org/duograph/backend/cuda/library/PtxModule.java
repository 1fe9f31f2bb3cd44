package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadData;
import static jcuda.driver.JCudaDriver.cuModuleUnload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;

/**
 * Kernels of our own: PTX, the driver's assembly language, made beforehand from CUDA C. The driver
 * makes machine code of it for the GPU that is there.
 */
public final class PtxModule implements AutoCloseable {
    private static final String FOLDER = "/org/duograph/backend/cuda/";

    private final String name;
    private final CUmodule module = new CUmodule();
    private final Map<String, PtxSignature> signatures;
    private final Map<String, CUfunction> functions = new LinkedHashMap<>();

    private PtxModule(String name, String text) {
        this.name = name;
        this.signatures = PtxSignature.all(text);
        byte[] image = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        Cuda.check("cuModuleLoadData of " + name + ".ptx", cuModuleLoadData(module, image));
    }

    static PtxModule load(String name) {
        return new PtxModule(name, text(name));
    }

    /** The shipped text of a module. */
    public static String text(String name) {
        try (InputStream in = PtxModule.class.getResourceAsStream(FOLDER + name + ".ptx")) {
            if (in == null) {
                throw new IllegalArgumentException("There is no " + FOLDER + name + ".ptx");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What a kernel takes.
     *
     * @throws IllegalArgumentException if there is no such kernel
     */
    PtxSignature signature(String kernel) {
        PtxSignature signature = signatures.get(kernel);
        if (signature == null) {
            throw new IllegalArgumentException(
                    "%s.cu has no kernel %s; it has %s"
                            .formatted(name, kernel, signatures.keySet()));
        }
        return signature;
    }

    /** A kernel. */
    synchronized CUfunction function(String kernel) {
        return functions.computeIfAbsent(
                kernel,
                k -> {
                    CUfunction function = new CUfunction();
                    Cuda.check("cuModuleGetFunction", cuModuleGetFunction(function, module, k));
                    return function;
                });
    }

    @Override
    public void close() {
        Cuda.released("cuModuleUnload", cuModuleUnload(module));
    }
}
