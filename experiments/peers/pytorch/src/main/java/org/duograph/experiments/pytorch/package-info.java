/**
 * PyTorch as the harness measures it: libtorch's modules, through {@code org.bytedeco:pytorch}.
 *
 * <p>Read {@code PyTorch} (threads, versions, how the process must be started), then {@code Layers}
 * (the net as modules) and {@code PyTorchModel} (what one step does).
 */
package org.duograph.experiments.pytorch;
