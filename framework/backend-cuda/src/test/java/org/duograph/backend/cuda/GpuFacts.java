package org.duograph.backend.cuda;

import org.duograph.backend.Backends;
import org.duograph.backend.cuda.library.CudaNatives;

/** A program: says which GPUs there are, or why none can be used. */
final class GpuFacts {
    private GpuFacts() {}

    /** Ends with 1 where no GPU can be used. */
    public static void main(String[] args) {
        CudaNatives.whyUnavailable()
                .ifPresent(
                        why -> {
                            System.out.println("No GPU can be used: " + why);
                            System.exit(1);
                        });
        System.out.println(CudaNatives.versions());
        for (int i = 0; i < CudaNatives.devices(); i++) {
            try (var backend = Backends.open(CudaBackend.NAME + ":" + i)) {
                System.out.println(backend.device() + ": " + backend.description());
            }
        }
    }
}
