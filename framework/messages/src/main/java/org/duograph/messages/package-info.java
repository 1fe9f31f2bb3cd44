/**
 * Files that hold one protobuf message, whichever face it belongs to ({@link
 * org.duograph.messages.MessageFiles}): in binary or as text, which reading finds out by itself.
 *
 * <p>What does not live here: any message, and what one means; each face has its own.
 *
 * <p>Whoever reads a file that another wrote gets a {@link
 * org.duograph.messages.FileFormatException} for whatever is wrong with it, and memory in
 * proportion to the file, never to a number in it. Files of other kinds are told by their first
 * bytes ({@link org.duograph.messages.FileKind}). Whole files are replaced atomically ({@link
 * org.duograph.messages.AtomicFile}).
 *
 * <p>Read in this order: {@code MessageFiles}, {@code TextMessages}, {@code BinaryMessages}, {@code
 * FileKind}, {@code AtomicFile}.
 */
package org.duograph.messages;
