/**
 * The board: what event files say, as a page in a browser. {@link
 * org.duograph.tensorboard.board.Board} reads a folder of runs again and again and keeps what it
 * read as a list of pieces; {@link org.duograph.tensorboard.board.BoardServer} hands the page and
 * the pieces that are new to a browser, and {@link org.duograph.tensorboard.board.BoardPage} writes
 * a page that has all pieces in it.
 */
package org.duograph.tensorboard.board;
