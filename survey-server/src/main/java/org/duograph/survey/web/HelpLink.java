package org.duograph.survey.web;

/** A page of the help in its list. */
public record HelpLink(String name, String title) {}
