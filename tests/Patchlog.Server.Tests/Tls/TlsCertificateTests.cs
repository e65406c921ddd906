using Patchlog.Server.Tls;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Tls;

/// <summary>One look at the files after the other.</summary>
public sealed class TlsCertificateTests : IDisposable
{
    readonly CertificateAuthority _authority = new();
    readonly ScratchFolder _folder = new();
    readonly LogLines _log = new();

    [Fact]
    public async Task What_is_no_pair_is_told_of_once_however_often_it_is_found()
    {
        await using var certificate = Open(_authority.Issue());
        Write(certificate: null, key: "half a key");

        Look(certificate, times: 5);

        _log.Warnings.ShouldHaveSingleItem().ShouldContain("has no private key");
    }

    [Fact]
    public async Task What_one_look_finds_between_the_two_files_is_never_told_of()
    {
        var renewed = _authority.Issue();
        await using var certificate = Open(_authority.Issue());
        var before = certificate.Options;

        Write(renewed.Chain, key: null);
        certificate.Look();
        Write(certificate: null, renewed.Key);
        Look(certificate, times: 2);

        _log.Warnings.ShouldBeEmpty();
        certificate.Options.ShouldNotBe(before);
    }

    [Fact]
    public async Task A_file_that_has_gone_is_told_of_and_the_pair_before_it_stays()
    {
        await using var certificate = Open(_authority.Issue());
        var before = certificate.Options;

        File.Delete(_folder.File("key"));
        Look(certificate, times: 5);

        _log.Warnings.ShouldHaveSingleItem().ShouldContain("TLS_KEY_FILE can't be read");
        certificate.Options.ShouldBe(before);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    // Its clock stands still: so it looks only when it is told to.
    TlsCertificate Open(IssuedCertificate issued)
    {
        Write(issued.Chain, issued.Key);
        return TlsCertificate.Open(new(_folder.File("certificate"), _folder.File("key")), new TestClock(), _log);
    }

    void Write(string? certificate, string? key)
    {
        if (certificate is not null) File.WriteAllText(_folder.File("certificate"), certificate);
        if (key is not null) File.WriteAllText(_folder.File("key"), key);
    }

    static void Look(TlsCertificate certificate, int times)
    {
        for (var i = 0; i < times; i++) certificate.Look();
    }
}
