/**
 * The command line {@code duograph}: reads arguments, calls the rest, prints.
 *
 * <p>One class per command. {@link org.duograph.cli.Duograph} is the root, {@code NetCommand},
 * {@code GraphCommand} and {@code OpsCommand} group commands, {@code train} is a package of its
 * own, and {@code options} holds what several commands take alike. {@code Errors} turns every
 * failure into one message and an exit code: 0 done, 1 failed, 2 wrong usage.
 *
 * <p>What does not live here: anything that another program could want to call.
 */
package org.duograph.cli;
