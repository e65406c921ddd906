namespace Patchlog.Server;

/// <summary>The settings of HTTPS. Immutable.</summary>
/// <param name="CertificateFile">
/// <c>TLS_CERT_FILE</c>: the file of the certificate as PEM, followed by those between it and the root.
/// </param>
/// <param name="KeyFile"><c>TLS_KEY_FILE</c>: the file of its private key as PEM, without a passphrase.</param>
sealed record TlsSettings(string CertificateFile, string KeyFile)
{
    const string Certificate = "TLS_CERT_FILE", Key = "TLS_KEY_FILE";

    /// <summary>Reads the settings; null if there are none, and the server speaks plain HTTP.</summary>
    /// <param name="find">Finds a setting.</param>
    /// <exception cref="FormatException">One of the two is missing; the message names both.</exception>
    public static TlsSettings? Read(Func<string, string?> find) => (find(Certificate), find(Key)) switch
    {
        (null, null) => null,
        ({ } certificate, { } key) => new(certificate, key),
        (null, _) => throw Lonely(Key, Certificate),
        (_, null) => throw Lonely(Certificate, Key),
    };

    static FormatException Lonely(string given, string missing) => new(
        $"{given} is set, and {missing} is not; HTTPS needs a certificate and its key.");
}
