using Patchlog.Server.Wire;

namespace Patchlog.Server.Pages;

/// <summary><c>/schemas/…</c>: the published schemas of commands and processes, as the repository has them.</summary>
static class SchemaFiles
{
    const string SecurityPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The schemas by their names.</summary>
    public static EmbeddedFolder Files { get; } = new(new Dictionary<string, EmbeddedFile>(StringComparer.Ordinal)
    {
        ["command.json"] = Schema("command.json"),
        ["json-patch.json"] = Schema("json-patch.json"),
        ["process.json"] = Schema("process.json"),
    });

    static EmbeddedFile Schema(string name) => new(
        MediaTypes.JsonSchema, () => Resources.Read($"cqrs-schema/{name}"), isCompressed: false, SecurityPolicy);
}
