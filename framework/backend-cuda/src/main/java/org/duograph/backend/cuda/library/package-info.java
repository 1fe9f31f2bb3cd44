/**
 * The NVIDIA driver and cuDNN, behind thin classes that check every call.
 *
 * <p>Read in this order: {@link org.duograph.backend.cuda.library.CudaNatives} says whether there
 * is a GPU that can be used; {@link org.duograph.backend.cuda.library.CudaDevice} is one: its
 * context, memory and stream; {@link org.duograph.backend.cuda.library.DeviceBuffer} is a piece of
 * that memory; {@link org.duograph.backend.cuda.library.CudaLane} runs kernels on the stream and
 * captures them as CUDA graphs. A family of kernels draws with a {@link
 * org.duograph.backend.cuda.library.Draft}, whose stages are a {@link
 * org.duograph.backend.cuda.library.Launch} of a kernel of our own, from a {@link
 * org.duograph.backend.cuda.library.PtxModule}, or a call of cuDNN ({@link
 * org.duograph.backend.cuda.library.DnnStage}).
 */
package org.duograph.backend.cuda.library;
