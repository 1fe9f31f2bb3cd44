/**
 * The workspace face: {@link org.duograph.workspace.Workspace} holds blobs and runs nets, in
 * Caffe2's words and with Caffe2's files.
 *
 * <p>A net is a list of operators that read and write named blobs. {@code NetImporter} makes a
 * graph of it, in which every value is written once; {@code NetRunner} compiles and plans that
 * graph and runs it on the workspace's blobs. Operators that deal with the world outside (files,
 * databases, the terminal) are {@link org.duograph.workspace.HostOperator}s and run between graphs.
 *
 * <p>What does not live here: how nets are written ({@code net}, {@code model}), read and saved
 * ({@code io}), drawn ({@code draw}).
 */
package org.duograph.workspace;
