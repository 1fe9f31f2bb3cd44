package org.duograph.backend.cuda.library;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerCompile;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerCreate;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerDestroy;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetErrorLog;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetErrorLogSize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jcuda.LogLevel;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ships is made of the sources that are here, and every GPU since Maxwell can run it. */
class PtxTest {
    private static final Path SOURCES = Path.of("src/main/cuda");
    private static final Path SHIPPED = Path.of("src/main/resources/org/duograph/backend/cuda");

    private static final Pattern INCLUDE = Pattern.compile("^#include \"(.*)\"", Pattern.MULTILINE);

    static Stream<String> modules() throws IOException {
        return names(SOURCES, ".cu");
    }

    private static Stream<String> names(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void everySourceShipsAsPtxAndNothingElseDoes() throws IOException {
        assertThat(names(SHIPPED, ".ptx")).containsExactlyElementsOf(modules().toList());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void theFirstLineHasTheChecksumOfTheSources(String module) throws IOException {
        String firstLine = PtxModule.text(module).lines().findFirst().orElseThrow();
        assertThat(firstLine)
                .as("%s.cu or a header has changed: run generate-ptx.sh %s", module, module)
                .endsWith("SHA-256 " + checksum(module));
    }

    /** Of the headers that a source includes, and the source, as generate-ptx.sh has it. */
    private static String checksum(String module) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Path source = SOURCES.resolve(module + ".cu");
        Matcher include = INCLUDE.matcher(Files.readString(source));
        while (include.find()) {
            Path header = SOURCES.resolve(include.group(1));
            assertThat(INCLUDE.matcher(Files.readString(header)).find())
                    .as("%s includes others, which the checksum does not see", header)
                    .isFalse();
            all.write(Files.readAllBytes(header));
        }
        all.write(Files.readAllBytes(source));
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(all.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sm_50", "sm_60", "sm_70", "sm_75", "sm_80", "sm_90", "sm_90a"})
    void everyArchitectureTakesAllKernels(String architecture) throws IOException {
        assumeTrue(
                System.getProperty("os.arch").equals("amd64") && File.separatorChar == '/',
                "jcuda's assembler is loaded on Linux on x86-64");
        CudaNatives.withPrivateFolder(PtxTest::loadAssembler);
        for (String module : modules().toList()) {
            assertThat(assemble(PtxModule.text(module), architecture))
                    .as("what the assembler says of %s for %s", module, architecture)
                    .isEmpty();
        }
    }

    private static boolean loadAssembler() {
        JNvPTXCompiler.setLogLevel(LogLevel.LOG_QUIET);
        JNvPTXCompiler.setExceptionsEnabled(false);
        return true;
    }

    /** What is wrong with it; nothing where all is well. */
    private static String assemble(String ptx, String architecture) {
        byte[] text = (ptx + "\0").getBytes(US_ASCII);
        nvPTXCompilerHandle handle = new nvPTXCompilerHandle();
        int status = nvPTXCompilerCreate(handle, text.length, text);
        if (status != 0) {
            return "nvPTXCompilerCreate: " + status;
        }
        try {
            String[] options = {"--gpu-name=" + architecture, "--opt-level=0"};
            status = nvPTXCompilerCompile(handle, options.length, options);
            return status == 0 ? "" : "status " + status + ": " + log(handle);
        } finally {
            nvPTXCompilerDestroy(handle);
        }
    }

    private static String log(nvPTXCompilerHandle handle) {
        long[] size = new long[1];
        nvPTXCompilerGetErrorLogSize(handle, size);
        byte[] log = new byte[(int) size[0] + 1];
        nvPTXCompilerGetErrorLog(handle, log);
        return new String(log, US_ASCII).replace("\0", "");
    }

    @Test
    void whereThereIsACompilerItMakesTheSameAgain(@TempDir Path folder) throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "nvcc"))),
                "NVIDIA's compiler nvcc is not on the PATH");
        ProcessBuilder script = new ProcessBuilder(List.of("bash", "generate-ptx.sh"));
        script.environment().put("OUT", folder.toString());
        Process process = script.inheritIO().start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("it ends").isTrue();
        assertThat(process.exitValue()).isZero();
        for (String module : modules().toList()) {
            assertThat(Files.readString(folder.resolve(module + ".ptx")))
                    .as("%s.ptx: run generate-ptx.sh %s", module, module)
                    .isEqualTo(PtxModule.text(module));
        }
    }
}
