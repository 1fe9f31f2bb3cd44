package org.duograph.survey.web;

/**
 * A field of one response, in words.
 *
 * @param asks what was asked
 * @param answer empty if nothing was answered
 */
public record AnswerLine(String name, String asks, String answer) {}
