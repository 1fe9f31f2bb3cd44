#!/bin/sh
# Installs a framework into an empty Maven repository and takes a first training step with it.
# To be measured: java -jar survey-server.jar time-install ... -- survey-server/recipes/install.sh tensorflow
set -eu

recipes=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$recipes/../.." && pwd)
framework=${1:-}
if [ ! -f "$recipes/$framework/FirstStep.java" ]; then
    echo "usage: $0 duograph|tensorflow|pytorch" >&2
    exit 2
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
repository=-Dmaven.repo.local=$folder/repository

# Duograph is not on Maven Central: it is built from a fresh copy of this checkout.
if [ "$framework" = duograph ]; then
    git clone --quiet --depth 1 "file://$checkout" "$folder/duograph"
    "$folder/duograph/mvnw" -B -q -f "$folder/duograph/pom.xml" "$repository" install \
        -DskipTests -Dspotless.check.skip -pl framework/workspace,framework/backend-onednn -am
fi

mkdir "$folder/step"
cp "$recipes/$framework/pom.xml" "$recipes/$framework/FirstStep.java" "$folder/step"
"$checkout/mvnw" -B -q -f "$folder/step/pom.xml" "$repository" compile exec:java
echo "Downloaded and built: $(du -sm "$folder/repository" | cut -f1) MB"
