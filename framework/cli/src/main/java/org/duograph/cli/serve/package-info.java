/**
 * {@code duograph serve}: models behind HTTP and gRPC. The server itself is {@code
 * org.duograph.serving}.
 */
package org.duograph.cli.serve;
