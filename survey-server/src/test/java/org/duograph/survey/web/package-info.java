/** Tests of the server over real HTTP, on a free port, with a store in a temporary folder. */
package org.duograph.survey.web;
