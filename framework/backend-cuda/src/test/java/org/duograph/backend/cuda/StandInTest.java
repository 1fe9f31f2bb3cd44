package org.duograph.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;

/** What stands in for the driver and cuDNN is itself right, and can be told to fail. */
class StandInTest {
    @Test
    void theStandInOfTheDriverPassesItsOwnTest() throws IOException, InterruptedException {
        passes("src/test/standin/build.sh", "--test", "target/standin");
    }

    @Test
    void theStandInOfCudnnPassesItsOwnTest() throws IOException, InterruptedException {
        passes("src/test/standin/cudnn/selftest/run.sh", "target/standin");
    }

    private static void passes(String script, String... arguments)
            throws IOException, InterruptedException {
        StandInControl.require();
        Path said = Files.createTempFile("standin", ".txt");
        List<String> command = new ArrayList<>(List.of("bash", script));
        command.addAll(List.of(arguments));
        Process test =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        int status = test.waitFor();
        String text = Files.readString(said, StandardCharsets.UTF_8);
        Files.delete(said);
        assertEquals(0, status, text);
    }

    @Test
    void aCallFailsWhenItWasToldToAndTheCountsTellWhatIsAlive() {
        StandInControl.require();
        CUdevice device = new CUdevice();
        JCudaDriver.cuDeviceGet(device, 0);
        CUcontext context = new CUcontext();
        JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
        JCudaDriver.cuCtxSetCurrent(context);
        long before = StandInControl.count("live.device.bytes");
        StandInControl.tell("fail cuMemAlloc after 1 with 2");
        CUdeviceptr first = new CUdeviceptr();
        assertEquals(0, JCudaDriver.cuMemAlloc(first, 100));
        assertEquals(2, JCudaDriver.cuMemAlloc(new CUdeviceptr(), 100));
        assertEquals(before + 100, StandInControl.count("live.device.bytes"));
        assertEquals(0, JCudaDriver.cuMemFree(first));
        assertEquals(before, StandInControl.count("live.device.bytes"));
        JCudaDriver.cuDevicePrimaryCtxRelease(device);
    }
}
