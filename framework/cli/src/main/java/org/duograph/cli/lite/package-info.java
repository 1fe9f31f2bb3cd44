/**
 * {@code duograph lite}: models for small devices on the command line.
 *
 * <p>Read in this order: {@code LiteSource} (a model of any kind, ready to be converted), {@code
 * LiteExamples}, then the commands.
 *
 * <p>What does not live here: the converter ({@code org.duograph.lite.convert}) and the runtime
 * ({@code org.duograph.lite}).
 */
package org.duograph.cli.lite;
