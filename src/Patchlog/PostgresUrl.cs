using System.Collections.Immutable;
using System.Globalization;

namespace Patchlog;

/// <summary>
/// Reads the URL of a PostgreSQL database as libpq does
/// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS):
/// <c>postgres://user:password@host:port,host:port/database?name=value</c>. It is no URL as RFC 3986 has it, which
/// knows one host. No message shows anything of it but names of hosts and parameters.
/// </summary>
static class PostgresUrl
{
    static readonly ImmutableArray<string> Schemes = ["postgres://", "postgresql://"];

    /// <summary>Whether a text begins as such a URL does.</summary>
    public static bool IsOne(string text) =>
        Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a URL.</summary>
    /// <exception cref="FormatException">
    /// Something is missing, or contradicts itself; the message says what.
    /// </exception>
    public static DatabaseAddress.Postgres Parse(string text)
    {
        var (location, query) = Cut(text[(text.IndexOf("//", StringComparison.Ordinal) + 2)..], '?');
        var (authority, path) = Cut(location, '/');
        var at = authority.LastIndexOf('@');
        var (user, password) = Cut(at < 0 ? "" : authority[..at], ':');

        // What stands before the question mark can stand after it, too, and then prevails.
        var parameters = (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(ParameterOf).ToList();
        var database = Take("dbname") ?? Unescape(path);

        return new(HostsOf(authority[(at + 1)..], Take("host"), Take("port")), database ?? throw new FormatException(
            "The database address names no database; it goes after the host and a slash."))
        {
            User = Take("user") ?? Unescape(user),
            Password = Take("password") ?? (password is null ? null : Uri.UnescapeDataString(password)),
            Parameters = [.. parameters],
        };

        string? Take(string name)
        {
            var found = parameters.FindLast(parameter => parameter.Key == name).Value;
            parameters.RemoveAll(parameter => parameter.Key == name);

            return found is { Length: > 0 } ? found : null;
        }
    }

    static ImmutableArray<PostgresHost> HostsOf(string list, string? names, string? ports)
    {
        var hosts = names is null
            ? list.Split(',').Select(HostOf).ToList()
            : names.Split(',').Select(name => new PostgresHost(Bracket(name), PostgresHost.DefaultPort)).ToList();
        if (hosts.Exists(host => host.Name.Length == 0))
            throw new FormatException("The database address names no host; it goes between the two slashes and the "
                + "next one, and the folder of a socket after it: ?host=/var/run/postgresql.");

        if (ports?.Split(',') is not { } numbers)
            return [.. hosts];

        if (numbers.Length != 1 && numbers.Length != hosts.Count)
            throw new FormatException(
                $"The database address has {hosts.Count} hosts and {numbers.Length} ports; it must have one port for "
                + "all of them, or one for each.");

        return [.. hosts.Select((host, i) => host with { Port = PortOf(numbers[numbers.Length == 1 ? 0 : i]) })];
    }

    static PostgresHost HostOf(string text)
    {
        // An address of IPv6 is in brackets: its own colons are not those before a port.
        var colon = text.LastIndexOf(':');
        return colon > text.LastIndexOf(']')
            ? new(Uri.UnescapeDataString(text[..colon]), PortOf(text[(colon + 1)..]))
            : new(Uri.UnescapeDataString(text), PostgresHost.DefaultPort);
    }

    static string Bracket(string name) => name.Contains(':', StringComparison.Ordinal) && name[0] is not ('[' or '/')
        ? $"[{name}]"
        : name;

    static int PortOf(string text)
    {
        if (text.Length == 0)
            return PostgresHost.DefaultPort;

        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw new FormatException("The database address has a port that is no number from 1 to 65535.");
    }

    static KeyValuePair<string, string> ParameterOf(string text)
    {
        var (name, value) = Cut(text, '=');

        return new(Uri.UnescapeDataString(name), Uri.UnescapeDataString(value ?? ""));
    }

    static string? Unescape(string? text) => string.IsNullOrEmpty(text) ? null : Uri.UnescapeDataString(text);

    static (string Before, string? After) Cut(string text, char at) =>
        text.Split(at, 2) is [var before, var after] ? (before, after) : (text, null);
}
