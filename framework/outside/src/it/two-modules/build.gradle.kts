// The same project for Gradle. Nothing here runs it; the documentation shows it.
plugins {
    java
}

// tag::dependencies[]
repositories {
    mavenLocal()
    mavenCentral()
}

val duographVersion: String by project // from gradle.properties
val natives = "linux-x86_64"

dependencies {
    implementation(platform("org.duograph:duograph-bom:$duographVersion"))
    implementation("org.duograph:duograph-workspace")
    runtimeOnly("org.duograph:duograph-backend-onednn") {
        exclude(group = "org.bytedeco")
    }
    for (library in listOf("org.bytedeco:dnnl", "org.bytedeco:javacpp")) {
        runtimeOnly(library) { isTransitive = false }
        runtimeOnly("$library::$natives") { isTransitive = false }
    }
}
// end::dependencies[]
