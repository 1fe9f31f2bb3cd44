/**
 * What oneDNN's Java classes want to find of OpenCL: one empty class. Nothing else lives here; the
 * backend is {@link org.duograph.backend.onednn}.
 */
package org.bytedeco.opencl.presets;
