/**
 * Which models there are, in which versions: folders that are watched, versions that are loaded
 * before the ones that they replace go, and kept until the last request that uses them is answered.
 *
 * <p>What does not live here: files of models ({@code model}), and who computes ({@code batch}).
 *
 * <p>Read in this order: {@code VersionPolicy}, {@code ModelConfig}, {@code ModelVersion}, {@code
 * VersionedModel}, {@code Catalog}.
 */
package org.duograph.serving.versions;
