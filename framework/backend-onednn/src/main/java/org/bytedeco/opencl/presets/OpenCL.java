package org.bytedeco.opencl.presets;

/**
 * Stands for the presets of OpenCL, from which oneDNN's Java classes inherit although nothing here
 * calls OpenCL. With this class in their place OpenCL's library and its 66 classes are neither
 * downloaded nor loaded, which took a fifth of the time of loading oneDNN. Where the real one comes
 * first on the class path, it is loaded, and nothing else changes.
 */
public class OpenCL {}
