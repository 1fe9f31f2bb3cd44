/**
 * {@code duograph zoo}: the model zoo on the command line.
 *
 * <p>One class per command; {@code Recipe} says how the models of ours are made.
 *
 * <p>What does not live here: the zoo itself ({@code org.duograph.zoo}) and training ({@code
 * org.duograph.cli.train}), which {@code zoo train} calls as a user would.
 */
package org.duograph.cli.zoo;
