/**
 * The installation timer, {@code time-install}: runs on a participant's machine, times a command
 * that installs a framework, shows what it found and sends it to the survey server. It imports
 * nothing of the server; they agree only on the JSON of {@link
 * org.duograph.survey.timer.Measurement}.
 *
 * <p>Read {@code Measurement} (what is sent), then {@code Timing} (how it comes about), {@code
 * Spool} (what lies on disk until the server has it), {@code StudyLink} (the conversation with the
 * server), and last {@code TimeInstallCommand}, which puts them together.
 */
package org.duograph.survey.timer;
