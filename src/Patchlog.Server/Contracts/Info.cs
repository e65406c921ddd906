using Patchlog.Json;

namespace Patchlog.Server.Contracts;

/// <summary>The member <c>info</c> of both documents.</summary>
static class Info
{
    public static void Write(JsonWriter writer, string title, string description) => writer.BeginObject()
        .Member("title", title)
        .Member("version", typeof(Info).Assembly.GetName().Version?.ToString(3) ?? "0.0.0")
        .Member("description", description)
        .Name("license").BeginObject()
        .Member("name", "Apache-2.0").Member("url", "https://www.apache.org/licenses/LICENSE-2.0").End()
        .End();
}
