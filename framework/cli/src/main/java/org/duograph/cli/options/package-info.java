/**
 * What several commands take alike, as picocli mixins: streams and help ({@code Streams}), a net
 * ({@code NetArgument}), what fills a workspace ({@code Feeds}), how a workspace is opened ({@code
 * WorkspaceOptions}); and {@code NetInputs}, which finds out what a net still lacks.
 *
 * <p>What does not live here: commands.
 */
package org.duograph.cli.options;
