using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// What libpq calls the settings of a connection (https://www.postgresql.org/docs/current/libpq-connect.html), in the
/// words of Npgsql. Whatever is not libpq's stays as it is. What can't be done is refused and not passed over: who
/// asks for it relies on it.
/// </summary>
static class LibpqParameters
{
    const string SslMode = "SSL Mode", RootCertificate = "Root Certificate", ApplicationName = "Application Name";

    static readonly FrozenDictionary<string, string> Keywords = new Dictionary<string, string>
    {
        ["application_name"] = ApplicationName,
        ["channel_binding"] = "Channel Binding",
        ["client_encoding"] = "Client Encoding",
        ["connect_timeout"] = "Timeout",
        ["gssencmode"] = "GSS Encryption Mode",
        ["keepalives_idle"] = "TCP Keepalive Time",
        ["keepalives_interval"] = "TCP Keepalive Interval",
        ["krbsrvname"] = "Kerberos Service Name",
        ["options"] = "Options",
        ["passfile"] = "Passfile",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslnegotiation"] = "SSL Negotiation",
        ["sslpassword"] = "SSL Password",
    }.ToFrozenDictionary();

    /// <summary>Values that ask for nothing but what happens anyway.</summary>
    static readonly FrozenSet<(string, string)> Idle = new HashSet<(string, string)>
    {
        ("replication", "false"),
        ("sslcertmode", "allow"),
        ("sslcompression", "0"),
        ("sslsni", "1"),
    }.ToFrozenSet();

    static readonly FrozenDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["gssdelegation"] = "credentials are not delegated",
        ["gsslib"] = "there is one library of GSSAPI",
        ["hostaddr"] = "put the address in the place of the host",
        ["keepalives_count"] = "the operating system has this setting",
        ["replication"] = "a journal is no replica",
        ["requirepeer"] = "the owner of a socket is not asked for",
        ["service"] = "there is no file of services; write the address out",
        ["servicefile"] = "there is no file of services; write the address out",
        ["ssl_max_protocol_version"] = "the versions of TLS are those of the operating system",
        ["ssl_min_protocol_version"] = "the versions of TLS are those of the operating system",
        ["sslcertmode"] = "a client certificate is sent if the database asks for one",
        ["sslcompression"] = "TLS does not compress",
        ["sslcrl"] = "lists of revoked certificates are not read",
        ["sslcrldir"] = "lists of revoked certificates are not read",
        ["sslsni"] = "the name of the host is always sent",
        ["tcp_user_timeout"] = "use keepalives_idle and keepalives_interval",
    }.ToFrozenDictionary();

    /// <summary>The settings as Npgsql has them, each with the name that the address has it under.</summary>
    /// <exception cref="InvalidDataException">One of them can't be done; the message names it.</exception>
    public static IEnumerable<(string Name, string Keyword, string Value)> Translate(
        ImmutableArray<KeyValuePair<string, string>> parameters)
    {
        var given = parameters.ToLookup(parameter => parameter.Key, parameter => parameter.Value);
        foreach (var setting in TlsOf(Last("ssl"), Last("sslmode"), Last("sslrootcert")))
            yield return setting;

        foreach (var (name, value) in parameters)
            if (Translate(name, value) is { } setting && !(name == "fallback_application_name" && HasName()))
                yield return setting;

        string? Last(string name) => given[name].LastOrDefault();

        bool HasName() => given.Contains("application_name") || given.Contains(ApplicationName);
    }

    static (string Name, string Keyword, string Value)? Translate(string name, string value)
    {
        if (Keywords.TryGetValue(name, out var keyword))
            return (name, keyword, value);

        if (Idle.Contains((name, value)))
            return null;

        return name switch
        {
            "ssl" or "sslmode" or "sslrootcert" => null,
            "fallback_application_name" => (name, ApplicationName, value),
            "require_auth" =>
                (name, "Require Auth", value.Replace("scram-sha-256", "ScramSHA256", StringComparison.Ordinal)),
            "keepalives" => (name, "TCP Keepalive", value == "0" ? "false" : "true"),
            "load_balance_hosts" => (name, "Load Balance Hosts", value switch
            {
                "disable" => "false",
                "random" => "true",
                _ => value,
            }),
            "target_session_attrs" => RequireWriting(name, value),
            _ when Refused.TryGetValue(name, out var reason) => throw new InvalidDataException(
                $"The parameter \"{name}\" of the database address can't be used: {reason}."),
            _ => (name, name, value),
        };
    }

    // With several hosts the one that takes writes is looked for; with one there is no choice.
    static (string, string, string)? RequireWriting(string name, string value) =>
        value is "any" or "read-write" or "primary"
            ? null
            : throw new InvalidDataException($"The parameter \"{name}\" of the database address must be any, "
                + "read-write or primary: a journal is written to.");

    static IEnumerable<(string Name, string Keyword, string Value)> TlsOf(string? ssl, string? mode, string? root)
    {
        if (ssl is not (null or "true"))
            throw new InvalidDataException(
                "The parameter \"ssl\" of the database address can only be true; sslmode says more.");

        // "true" is what JDBC has for require, and libpq takes.
        mode ??= ssl is null ? null : "require";
        if (root == "system")
            return mode is null or "verify-full"
                ? [("sslrootcert", SslMode, ModeOf("verify-full"))]
                : throw new InvalidDataException("The parameter \"sslrootcert\" of the database address is system; "
                    + "then sslmode must be verify-full.");

        if (root is null)
            return mode is null ? [] : [("sslmode", SslMode, ModeOf(mode))];

        // libpq: if there is a root certificate, require is as strict as verify-ca.
        var strict = mode == "require" ? "verify-ca" : mode;
        return strict is "verify-ca" or "verify-full"
            ? [("sslmode", SslMode, ModeOf(strict)), ("sslrootcert", RootCertificate, root)]
            : throw new InvalidDataException("The parameter \"sslrootcert\" of the database address has no effect "
                + "unless sslmode is verify-full, verify-ca or require.");
    }

    static string ModeOf(string mode) => mode switch
    {
        "verify-ca" => "VerifyCA",
        "verify-full" => "VerifyFull",
        "disable" or "allow" or "prefer" or "require" => mode,
        _ => throw new InvalidDataException("The parameter \"sslmode\" of the database address must be disable, allow, "
            + "prefer, require, verify-ca or verify-full."),
    };
}
