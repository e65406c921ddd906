using System.Globalization;

namespace Patchlog.Server.Wire;

/// <summary>How long clients are told to wait before they try again.</summary>
static class RetryDelays
{
    /// <summary>After a 429 or a 503, in <c>Retry-After</c>.</summary>
    public static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(1);

    /// <summary>After <c>goaway</c>, in <c>reconnectAfterMs</c>.</summary>
    public static readonly TimeSpan AfterGoAway = TimeSpan.FromSeconds(1);

    /// <summary>After an event stream broke off, in <c>retry</c>.</summary>
    public static readonly TimeSpan AfterStream = TimeSpan.FromSeconds(1);

    /// <summary>After an event stream ended at what is damaged, in <c>retry</c>.</summary>
    public static readonly TimeSpan AfterDamage = TimeSpan.FromMinutes(1);

    /// <summary><see cref="AfterRefusal"/> as the header has it (RFC 9110 §10.2.3).</summary>
    public static string RetryAfter { get; } =
        ((long)AfterRefusal.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
