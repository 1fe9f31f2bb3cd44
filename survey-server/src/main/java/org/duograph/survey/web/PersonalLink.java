package org.duograph.survey.web;

/** An invitation as it is printed: for whom (may be empty), and the address with the token. */
public record PersonalLink(String label, String url) {}
