using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Patchlog.Testing;

/// <summary>
/// A certificate authority of a test's own. Its root signs another certificate, and that one those of servers: clients know
/// the root only, so a server has to show the one in between.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddDays(-1);

    readonly X509Certificate2 _root;
    readonly X509Certificate2 _between;
    int _issued;

    /// <summary>Makes its keys.</summary>
    public CertificateAuthority()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _root = IssuerRequest("CN=Root of a test", rootKey, pathLength: 1).CreateSelfSigned(Begin, Begin.AddDays(100));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var between = IssuerRequest("CN=Between", key, pathLength: 0).Create(_root, Begin, Begin.AddDays(50), [1]);
        _between = between.CopyWithPrivateKey(key);
    }

    /// <summary>PEM of the root.</summary>
    public string Root => _root.ExportCertificatePem();

    /// <summary>Makes a certificate for 127.0.0.1.</summary>
    /// <param name="days">How long it is valid, from yesterday.</param>
    public IssuedCertificate Issue(int days = 10)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=server {++_issued}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());

        using var certificate = request.Create(_between, Begin, Begin.AddDays(days), [(byte)_issued]);
        return new(
            certificate.GetCertHashString(),
            $"{certificate.ExportCertificatePem()}\n{_between.ExportCertificatePem()}\n",
            key.ExportPkcs8PrivateKeyPem(),
            key.ExportEncryptedPkcs8PrivateKeyPem("secret", new(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)));
    }

    /// <summary>Makes connections, each new, to servers whose certificates come from here.</summary>
    /// <param name="onShown">Hears of the certificate that a server shows.</param>
    public SocketsHttpHandler CreateHandler(Action<string>? onShown = null) => new()
    {
        SslOptions = new()
        {
            RemoteCertificateValidationCallback = (_, certificate, _, faults) =>
            {
                onShown?.Invoke(certificate?.GetCertHashString() ?? "");
                return faults == SslPolicyErrors.None;
            },
            CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { _root },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        },
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _root.Dispose();
        _between.Dispose();
    }

    static CertificateRequest IssuerRequest(string name, ECDsa key, int pathLength)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, pathLength, true));
        return request;
    }
}

/// <summary>A certificate as its files have it.</summary>
/// <param name="Hash">Its hash, in hexadecimal digits.</param>
/// <param name="Chain">PEM of itself and of the one that signed it.</param>
/// <param name="Key">PEM of its key.</param>
/// <param name="EncryptedKey">The same with a passphrase.</param>
public sealed record IssuedCertificate(string Hash, string Chain, string Key, string EncryptedKey);
