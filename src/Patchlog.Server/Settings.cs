using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Patchlog.Server;

/// <summary>
/// The settings of the environment, read once and checked at start. A <c>.env</c> file in the working directory gives
/// those that the environment does not have. An empty one has its default.
/// </summary>
sealed record Settings
{
    /// <summary><c>HOST</c>: the address to listen on; <c>0.0.0.0</c> stands for all. Default 127.0.0.1.</summary>
    public required IPAddress Host { get; init; }

    /// <summary><c>PORT</c>: the port to listen on, 0–65535; 0 stands for any free one. Default 3000.</summary>
    public required int Port { get; init; }

    /// <summary>The certificate and key of HTTPS; null for plain HTTP.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary><c>DATABASE_URL</c>: where the journal is. Default <c>sqlite:///./data/patchlog.db</c>.</summary>
    public required DatabaseAddress Database { get; init; }

    /// <summary>
    /// <c>DATABASE_WAIT_SECONDS</c>: how long a server waits for a database that is away when it starts, 0–3600. A
    /// SQLite file that another process holds is not waited for. Default 30.
    /// </summary>
    public TimeSpan DatabasePatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>LOG_LEVEL</c>: trace, debug, info, warn, error, fatal, or the .NET names. Default info.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary><c>LOG_FORMAT</c>: <c>text</c>, or <c>json</c> for one JSON object a line. Default text.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>
    /// <c>ALLOWED_ORIGINS</c>: the origins (RFC 6454) whose pages may read and write beside the server's own, in lower
    /// case and separated by commas; <c>*</c> stands for all. Default none.
    /// </summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>
    /// <c>PATH_PREFIX</c>: the path at which a proxy offers the server, such as <c>/patchlog</c>. Default none.
    /// </summary>
    public string PathPrefix { get; init; } = "";

    /// <summary><c>ARTIFACTS_DIR</c>: the folder of the bundle, which is watched. Default none.</summary>
    public string? ArtifactsDirectory { get; init; }

    /// <summary>The bundle on GitHub; null if there is none.</summary>
    public GitHubSettings? GitHub { get; init; }

    /// <summary>
    /// <c>VALIDATION</c>: <c>on</c>, or <c>off</c> to accept what breaks the bundle's schemas. Default on.
    /// </summary>
    public bool ValidatesPayloads { get; init; } = true;

    /// <summary>Reads the environment and the <c>.env</c> file.</summary>
    /// <exception cref="FormatException">A setting can't be read; the message names it.</exception>
    public static Settings Read(string workingDirectory)
    {
        var file = DotEnv.Read(Path.Combine(workingDirectory, ".env"));

        var github = GitHubSettings.Read(Find);
        if (github is not null && Find("ARTIFACTS_DIR") is not null)
        {
            throw new FormatException(
                "ARTIFACTS_DIR and ARTIFACTS_GITHUB_REPO are both set; a server has one bundle.");
        }

        return new()
        {
            Host = ParseHost(Find("HOST") ?? "127.0.0.1"),
            Port = ParsePort(Find("PORT") ?? "3000"),
            Tls = TlsSettings.Read(Find),
            Database = ParseDatabase(Find("DATABASE_URL") ?? "sqlite:///./data/patchlog.db"),
            DatabasePatience = ParsePatience(Find("DATABASE_WAIT_SECONDS") ?? "30"),
            LogLevel = ParseLogLevel(Find("LOG_LEVEL") ?? "info"),
            LogFormat = ParseLogFormat(Find("LOG_FORMAT") ?? "text"),
            AllowedOrigins = ParseOrigins(Find("ALLOWED_ORIGINS") ?? ""),
            PathPrefix = ParsePathPrefix(Find("PATH_PREFIX") ?? ""),
            ArtifactsDirectory = Find("ARTIFACTS_DIR"),
            GitHub = github,
            ValidatesPayloads = ParseSwitch("VALIDATION", Find("VALIDATION") ?? "on"),
        };

        string? Find(string name) =>
#pragma warning disable RS0030 // All other code takes its settings from here.
            (Environment.GetEnvironmentVariable(name) ?? file.GetValueOrDefault(name)) is { Length: > 0 } value
                ? value
                : null;
#pragma warning restore RS0030
    }

    static DatabaseAddress ParseDatabase(string text)
    {
        try
        {
            return DatabaseAddress.Parse(text);
        }

        // The value is not shown: it may hold a password.
        catch (FormatException failure)
        {
            throw new FormatException($"DATABASE_URL can't be used. {failure.Message}", failure);
        }
    }

    static IPAddress ParseHost(string text) =>
        text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) && IsWhole(address, text) ? address
        : throw new FormatException($"HOST is \"{text}\"; it must be an IP address, such as 127.0.0.1 or 0.0.0.0.");

    // 1, 0x7f.1 and [::1]:80 are addresses to .NET, and mistakes here.
    static bool IsWhole(IPAddress address, string text) =>
        address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text : text[0] != '[';

    static bool ParseSwitch(string name, string text) => text.ToLowerInvariant() switch
    {
        "on" => true,
        "off" => false,
        _ => throw new FormatException($"{name} is \"{text}\"; it must be on or off."),
    };

    static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? port
            : throw new FormatException($"PORT is \"{text}\"; it must be a number from 0 to 65535.");

    static TimeSpan ParsePatience(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= StartLimits.MaxDatabasePatienceSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException(
                $"DATABASE_WAIT_SECONDS is \"{text}\"; it must be a number of seconds from 0 to "
                + $"{StartLimits.MaxDatabasePatienceSeconds}.");

    static string ParsePathPrefix(string text) =>
        Wire.PathPrefix.IsValid(text.TrimEnd('/'))
            ? text.TrimEnd('/')
            : throw new FormatException(
                $"PATH_PREFIX is \"{text}\"; it must be a path such as /patchlog, and none of the server's own.");

    static string[] ParseOrigins(string text)
    {
        var origins = text.ToLowerInvariant()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return origins.FirstOrDefault(origin => origin != "*" && !IsOrigin(origin)) is { } wrong
            ? throw new FormatException(
                $"ALLOWED_ORIGINS has \"{wrong}\"; it must be * or origins such as https://app.example.")
            : origins;
    }

    static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.GetLeftPart(UriPartial.Authority) == text;

    static LogFormat ParseLogFormat(string text) => text.ToLowerInvariant() switch
    {
        "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        _ => throw new FormatException($"LOG_FORMAT is \"{text}\"; it must be text or json."),
    };

    static LogLevel ParseLogLevel(string text) => text.ToLowerInvariant() switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" or "information" => LogLevel.Information,
        "warn" or "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" or "critical" => LogLevel.Critical,
        "none" => LogLevel.None,
        _ => throw new FormatException(
            $"LOG_LEVEL is \"{text}\"; it must be trace, debug, info, warn, error or fatal."),
    };
}
