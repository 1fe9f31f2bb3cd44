package org.duograph.survey.web;

import io.javalin.http.HttpResponseException;

/** A request is refused for a reason its sender should read: what is wrong, and what to do. */
final class Refusal extends HttpResponseException {
    private static final long serialVersionUID = 1;

    Refusal(int status, String message) {
        super(status, message);
    }
}
