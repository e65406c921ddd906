namespace Patchlog.Server.Tls;

/// <summary>The bounds of certificates.</summary>
static class TlsLimits
{
    /// <summary>Bytes of a file of certificates or of a key.</summary>
    public const int MaxFileBytes = 1 << 20;

    /// <summary>
    /// How often the files are looked at while the server runs. What has changed is taken when two looks in a row have
    /// found the same.
    /// </summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
}
