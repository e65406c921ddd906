using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Patchlog.Server.Tls;

/// <summary>A certificate and its key, as their files had them at one moment. Immutable.</summary>
/// <remarks>No message shows anything of what is in the files.</remarks>
sealed class TlsFiles
{
    readonly TlsSettings _settings;
    readonly byte[] _certificates;
    readonly byte[] _key;

    TlsFiles(TlsSettings settings, byte[] certificates, byte[] key) =>
        (_settings, _certificates, _key) = (settings, certificates, key);

    /// <summary>Tells contents apart, and tells nothing of them.</summary>
    public string Digest =>
        $"{Convert.ToHexString(SHA256.HashData(_certificates))} {Convert.ToHexString(SHA256.HashData(_key))}";

    /// <summary>Reads both files, whatever is in them.</summary>
    /// <exception cref="InvalidDataException">One can't be read, or is too large; the message names it.</exception>
    public static TlsFiles Read(TlsSettings settings) => new(
        settings,
        Read("TLS_CERT_FILE", settings.CertificateFile),
        Read("TLS_KEY_FILE", settings.KeyFile));

    /// <summary>The certificate with its key, and those between it and the root.</summary>
    /// <exception cref="InvalidDataException">They are not a pair; the message names the file at fault.</exception>
    public (X509Certificate2 Leaf, X509Certificate2Collection Chain) ToPair()
    {
        var (certificates, key) = (Encoding.UTF8.GetString(_certificates), Encoding.UTF8.GetString(_key));
        var chain = ReadChain(certificates);
        RequireKey(key);

        try
        {
            return (X509Certificate2.CreateFromPem(certificates, key), chain);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException(
                $"The key in TLS_KEY_FILE ({_settings.KeyFile}) is broken, or is not that of the first certificate in "
                + $"TLS_CERT_FILE ({_settings.CertificateFile}).", failure);
        }
    }

    X509Certificate2Collection ReadChain(string text)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(text);
        }
        catch (CryptographicException failure)
        {
            throw new InvalidDataException(
                $"TLS_CERT_FILE ({_settings.CertificateFile}) has a certificate that is broken.", failure);
        }

        return chain.Count > 0
            ? chain
            : throw new InvalidDataException($"TLS_CERT_FILE ({_settings.CertificateFile}) has no certificate; it must "
                + "be PEM, which has -----BEGIN CERTIFICATE----- in it.");
    }

    void RequireKey(string text)
    {
        if (text.Contains("ENCRYPTED", StringComparison.Ordinal))
            throw new InvalidDataException(
                $"The key in TLS_KEY_FILE ({_settings.KeyFile}) has a passphrase; it must have none.");

        if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new InvalidDataException($"TLS_KEY_FILE ({_settings.KeyFile}) has no private key; it must be PEM, "
                + "which has -----BEGIN PRIVATE KEY----- in it, or the same with RSA or EC.");
    }

    static byte[] Read(string name, string path)
    {
        try
        {
            if (File.Exists(path) && !RegularFile.HasContent(path))
                throw new InvalidDataException($"{name} ({path}) is empty, or no regular file.");

            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

            // One more than there is, or than there may be: so what is longer is found out.
            var bytes = new byte[Math.Min(file.Length, TlsLimits.MaxFileBytes) + 1];
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);

            return count < bytes.Length && count <= TlsLimits.MaxFileBytes
                ? bytes[..count]
                : throw new InvalidDataException($"{name} ({path}) is larger than any certificate or key.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{name} can't be read: {failure.Message}", failure);
        }
    }
}
