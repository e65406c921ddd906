using System.Globalization;
using Jint.Runtime;

namespace Patchlog.Scripting.Engines;

/// <summary>Lets <c>Date</c> read the time of the use in progress, in UTC.</summary>
sealed class AmbientClock : ITimeSystem
{
    readonly DefaultTimeSystem _parser = new(TimeZoneInfo.Utc, CultureInfo.InvariantCulture);

    public ScriptAmbient Current { get; set; } = new(DateTimeOffset.UnixEpoch, seed: 0);

    public TimeZoneInfo DefaultTimeZone => TimeZoneInfo.Utc;

    public DateTimeOffset GetUtcNow() => Current.Now;

    public bool TryParse(string date, out long epochMilliseconds) => _parser.TryParse(date, out epochMilliseconds);

    public TimeSpan GetUtcOffset(long epochMilliseconds) => TimeSpan.Zero;
}
