using System.Globalization;

namespace Patchlog.Server;

/// <summary>
/// How many files and connections the operating system lets this process have open at once (RLIMIT_NOFILE). A process
/// that runs into it can accept nothing and open nothing, and .NET ends it.
/// </summary>
static class OpenFiles
{
    // Where Linux tells it; elsewhere it is not known.
    const string Source = "/proc/self/limits";

    const string Name = "Max open files";

    /// <summary>How many connections of clients there may be, so that the server has files left for itself.</summary>
    /// <param name="wanted">The most there are to be.</param>
    public static long ConnectionsWithin(long wanted) =>
        ReadLimit() is { } limit
            ? Math.Min(wanted, limit - Math.Min(StartLimits.FilesOfServer, limit / 2))
            : wanted;

    static long? ReadLimit()
    {
        if (!File.Exists(Source))
            return null;

        // Name, the limit that holds, the most that it can be set to, unit; in columns.
        var line = File.ReadLines(Source).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        var limit = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];

        return long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
