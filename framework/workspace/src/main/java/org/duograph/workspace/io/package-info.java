/**
 * Files of the workspace face and the messages in them: nets as protobuf binary or text ({@link
 * org.duograph.workspace.io.NetFiles}), arrays as messages ({@link
 * org.duograph.workspace.io.TensorCodec}), databases of records ({@link
 * org.duograph.workspace.io.DbCursor}: minidb, and LMDB to read) and saved blobs ({@link
 * org.duograph.workspace.io.BlobFiles}); also how operators are written ({@link
 * org.duograph.workspace.io.Ops}) and their arguments read ({@link
 * org.duograph.workspace.io.Args}).
 *
 * <p>What does not live here: the meaning of an operator, running anything, pictures of nets.
 *
 * <p>Whoever reads a file that another wrote gets a {@link
 * org.duograph.messages.FileFormatException} for whatever is wrong with it, and memory in
 * proportion to the file, never to a number in it. Whole files are replaced atomically ({@link
 * org.duograph.messages.AtomicFile}).
 *
 * <p>Read in this order: {@code Ops}, {@code Args}, {@code NetFiles}, {@code TensorCodec}, {@code
 * BlobCodec}, {@code DbCursor}, {@code MiniDb}, {@code Lmdb}, {@code BlobFiles}, {@code
 * PredictorExport}.
 */
package org.duograph.workspace.io;
