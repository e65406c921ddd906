
namespace Patchlog;

/// <summary>The owner of one independent journal. 1–63 characters of <c>A-Z a-z 0-9 _ -</c>, case-sensitive.</summary>
public readonly record struct Tenant
{
    Tenant(string value) => Value = value;

    /// <summary>The name as written.</summary>
    public string Value { get; }

    /// <summary>
    /// The server's own, which tells of its bundles. Its name is outside of the grammar, so that nobody else has it;
    /// everybody may read there, and only the server writes.
    /// </summary>
    public static Tenant System { get; } = new("_system");

    /// <summary>Reads the name of a tenant to read from; false if it breaks the grammar.</summary>
    public static bool TryParse(string? text, out Tenant tenant)
    {
        tenant = NameGrammar.IsName(text) ? new(text) : text == System.Value ? System : default;
        return tenant.Value is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>A name that this process has checked before, or that a journal gave back.</summary>
    internal static Tenant Trusted(string value) => new(value);
}
