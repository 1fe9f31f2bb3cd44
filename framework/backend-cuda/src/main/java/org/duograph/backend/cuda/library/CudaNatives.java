package org.duograph.backend.cuda.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import jcuda.LogLevel;
import jcuda.driver.JCudaDriver;
import jcuda.jcudnn.JCudnn;

/**
 * Loads jcuda's native libraries, once, and says in words why no GPU can be used where that is so.
 *
 * <p>jcuda unpacks its libraries into the folder for temporary files under fixed names, and takes
 * what lies there already: half a file, or somebody else's. So it is shown a private folder.
 */
public final class CudaNatives {
    /** The oldest driver with which cuDNN 9 works: for CUDA 12. */
    private static final int OLDEST_DRIVER = 12000;

    /** The oldest cuDNN whose functions jcudnn's native library calls. */
    private static final long OLDEST_CUDNN = 90000;

    private static final String TEMPORARY = "java.io.tmpdir";

    private CudaNatives() {}

    /** What loading found; made when it is first asked for. */
    private static final class Loaded {
        private static int devices;
        private static String cudnn;
        private static String driver;
        private static final Optional<String> WHY_NOT = load();

        private static Optional<String> load() {
            String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
            String arch = System.getProperty("os.arch");
            boolean known = os.startsWith("linux") || os.startsWith("windows");
            if (!known || !(arch.equals("amd64") || arch.equals("x86_64"))) {
                return Optional.of(
                        "jcuda has native libraries for Linux and Windows on x86-64 only, and this is %s on %s"
                                .formatted(System.getProperty("os.name"), arch));
            }
            try {
                return withPrivateFolder(() -> loadDriver().or(Loaded::loadDnn));
            } catch (UncheckedIOException e) {
                return Optional.of("jcuda's native libraries can't be unpacked: " + e.getCause());
            }
        }

        private static Optional<String> loadDriver() {
            try {
                JCudaDriver.setLogLevel(LogLevel.LOG_QUIET);
                JCudaDriver.setExceptionsEnabled(false);
                Cuda.check("cuInit", JCudaDriver.cuInit(0));
                int[] number = new int[1];
                Cuda.check("cuDriverGetVersion", JCudaDriver.cuDriverGetVersion(number));
                driver = number[0] / 1000 + "." + number[0] % 1000 / 10;
                if (number[0] < OLDEST_DRIVER) {
                    return Optional.of(
                            "the NVIDIA driver is too old: it is for CUDA %s, and one for CUDA 12 is needed, 525 or newer. Install a newer driver"
                                    .formatted(driver));
                }
                Cuda.check("cuDeviceGetCount", JCudaDriver.cuDeviceGetCount(number));
                devices = number[0];
                return devices > 0
                        ? Optional.empty()
                        : Optional.of(
                                "the NVIDIA driver is there (CUDA %s), but it finds no GPU; nvidia-smi shows what it sees"
                                        .formatted(driver));
            } catch (LinkageError e) {
                return Optional.of(
                        "no NVIDIA driver was found (%s). Install the driver of your GPU; no CUDA toolkit is needed"
                                .formatted(reason(e)));
            } catch (CudaException e) {
                return Optional.of(
                        "the NVIDIA driver does not start: %s. nvidia-smi shows what it sees"
                                .formatted(e.getMessage()));
            }
        }

        private static Optional<String> loadDnn() {
            try {
                JCudnn.setLogLevel(LogLevel.LOG_QUIET);
                JCudnn.setExceptionsEnabled(false);
                long version = JCudnn.cudnnGetVersion();
                // From 9 on the first number has two more digits behind it.
                long scale = version < OLDEST_CUDNN ? 1000 : 10000;
                long rest = version % scale;
                cudnn = version / scale + "." + rest / 100 + "." + rest % 100;
                return version >= OLDEST_CUDNN
                        ? Optional.empty()
                        : Optional.of(
                                "cuDNN %s was found (number %d), and cuDNN 9 is needed"
                                        .formatted(cudnn, version));
            } catch (LinkageError e) {
                return Optional.of(
                        "the NVIDIA driver is there (CUDA %s), but cuDNN 9 was not found (%s). Install it, and put the folder of libcudnn.so.9 (on Windows cudnn64_9.dll) where the system looks for libraries: LD_LIBRARY_PATH, on Windows PATH"
                                .formatted(driver, reason(e)));
            }
        }

        /** The system's own words, which stand in the last lines of jcuda's long text. */
        private static String reason(LinkageError e) {
            return e.getMessage() == null
                    ? e.toString()
                    : e.getMessage()
                            .lines()
                            .filter(line -> line.contains(".so") || line.contains(".dll"))
                            .reduce((first, last) -> last)
                            .orElse(e.getMessage().lines().findFirst().orElse(""))
                            .replaceFirst(".*\\.so: ", "") // which of jcuda's it was, is no news
                            .strip();
        }
    }

    /** Does what makes jcuda unpack a library, with a folder for it that is nobody else's. */
    static <T> T withPrivateFolder(Supplier<T> work) {
        String before = System.getProperty(TEMPORARY);
        try {
            Path folder = Files.createTempDirectory("duograph-cuda");
            folder.toFile().deleteOnExit();
            System.setProperty(TEMPORARY, folder.toString());
            T result = work.get();
            try (var unpacked = Files.list(folder)) {
                unpacked.forEach(file -> file.toFile().deleteOnExit());
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.setProperty(TEMPORARY, before);
        }
    }

    /** Why no GPU can be used here, in words for a user, or empty if one can. */
    public static Optional<String> whyUnavailable() {
        return Loaded.WHY_NOT;
    }

    /** Throws with {@link #whyUnavailable} where that says something. */
    public static void require() {
        whyUnavailable()
                .ifPresent(
                        why -> {
                            throw new IllegalStateException(why);
                        });
    }

    /** How many GPUs there are; 0 where none can be used. */
    public static int devices() {
        return whyUnavailable().isEmpty() ? Loaded.devices : 0;
    }

    /** The versions of what was loaded. */
    public static String versions() {
        return "driver for CUDA %s, cuDNN %s".formatted(Loaded.driver, Loaded.cudnn);
    }
}
