using Microsoft.Extensions.Options;
using Pacs.Server.Hosting;

namespace Pacs.Server.Tests.Hosting;

public sealed class PacsOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.2")]
    [InlineData("::1")]
    public void Allow_loopback_without_peers(string address) => Assert.Empty(Failures(new PacsOptions { ListenAddress = address }));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public void Do_not_open_the_archive_to_a_network_by_leaving_a_setting_out(string address)
    {
        var failure = Assert.Single(Failures(new PacsOptions { ListenAddress = address, AllowAnonymous = true }));

        Assert.Contains("--peer AET=HOST:PORT", failure, StringComparison.Ordinal);
        Assert.Contains("--allow-unknown-peers", failure, StringComparison.Ordinal);
        Assert.Empty(Failures(new PacsOptions { ListenAddress = address, AllowAnonymous = true, AllowUnknownPeers = true }));
        Assert.Empty(Failures(new PacsOptions
        {
            ListenAddress = address, AllowAnonymous = true, Peers = { new() { AeTitle = "A", Host = "a" } },
        }));
    }

    [Fact]
    public void Do_not_open_the_archive_to_every_browser_of_a_network_by_leaving_a_setting_out()
    {
        var failure = Assert.Single(Failures(new PacsOptions { ListenAddress = "0.0.0.0", AllowUnknownPeers = true }));

        Assert.Contains("Pacs:AllowAnonymous=true", failure, StringComparison.Ordinal);
        Assert.Contains("Pacs:HttpListenAddress=127.0.0.1", failure, StringComparison.Ordinal);
        Assert.Single(Failures(new PacsOptions { HttpListenAddress = "0.0.0.0" }));
        Assert.Empty(Failures(new PacsOptions { HttpListenAddress = "0.0.0.0", AllowAnonymous = true }));
        Assert.Empty(Failures(new PacsOptions { ListenAddress = "0.0.0.0", AllowUnknownPeers = true, HttpListenAddress = "::1" }));
        Assert.Single(Failures(new PacsOptions { HttpListenAddress = "everywhere" }));
    }

    [Fact]
    public void Give_tenants_names_that_a_url_can_tell_from_a_resource()
    {
        Assert.Empty(Failures(new PacsOptions { Tenants = { "north", "south-2" } }));
        foreach (var name in (string[])["studies", "default", "", "North", "a/b", "..", "a%20b"])
        {
            Assert.Single(Failures(new PacsOptions { Tenants = { name } }));
        }
    }

    [Fact]
    public void Name_a_peer_once()
    {
        var options = new PacsOptions { Peers = { new() { AeTitle = "A", Host = "a" }, new() { AeTitle = "A ", Host = "b" } } };

        Assert.Contains("2 peers with the AE title A", Assert.Single(Failures(options)), StringComparison.Ordinal);
    }

    [Fact]
    public void Are_within_what_the_standard_and_the_machine_know()
    {
        Assert.Single(Failures(new PacsOptions { ListenAddress = "everywhere" }));
        Assert.Single(Failures(new PacsOptions { AeTitle = "LONGER_THAN_SIXTEEN" }));
        Assert.Single(Failures(new PacsOptions { AeTitle = "A\\B" }));
        Assert.Single(Failures(new PacsOptions { AeTitle = "ÄRZTE" }));
        Assert.Single(Failures(new PacsOptions { AeTitle = " " }));
        Assert.Empty(Failures(new PacsOptions { AeTitles = { "OLD_PACS" } }));
        Assert.Single(Failures(new PacsOptions { AeTitles = { "OLD_PACS", "LONGER_THAN_SIXTEEN" } }));
        Assert.Single(Failures(new PacsOptions { DataDirectory = "" }));
        Assert.Single(Failures(new PacsOptions { DicomPort = 65536 }));
        Assert.Single(Failures(new PacsOptions { HttpPort = -1 }));
        Assert.Single(Failures(new PacsOptions { Limits = new() { Associations = 0 } }));
        Assert.Single(Failures(new PacsOptions { Limits = new() { OperationsPerAssociation = 65 } }));
        Assert.Single(Failures(new PacsOptions { Limits = new() { FreeDiskPercent = 101 } }));
        Assert.Single(Failures(new PacsOptions { Limits = new() { PduBytes = 1 << 30 } }));
        Assert.Single(Failures(new PacsOptions { Limits = new() { HeaderBytes = 0 } }));
        Assert.Single(Failures(new PacsOptions { Limits = new() { NestingLevels = 65 } }));
        Assert.Single(Failures(new PacsOptions { Limits = new() { Inflation = 0 } }));
        Assert.Empty(Failures(new PacsOptions { TrustedProxies = { "10.0.0.5", "10.1.0.0/16", "::1" } }));
        Assert.Single(Failures(new PacsOptions { TrustedProxies = { "proxy.example" } }));
        Assert.Empty(Failures(new PacsOptions { AllowedOrigins = { "https://viewer.example", "http://localhost:3000", "*" } }));
        Assert.Single(Failures(new PacsOptions { AllowedOrigins = { "https://viewer.example/ohif" } }));
        Assert.Single(Failures(new PacsOptions { WebRoot = "/no/such/folder" }));
        Assert.Single(Failures(new PacsOptions { Peers = { new() { AeTitle = "A", Host = "" } } }));
        Assert.Single(Failures(new PacsOptions { Peers = { new() { AeTitle = "A", Host = "a", Port = 0 } } }));
        Assert.Single(Failures(new PacsOptions { Peers = { new() { AeTitle = "A\\B", Host = "a" } } }));
    }

    private static IEnumerable<string> Failures(PacsOptions options) =>
    [
        .. new PacsOptionsAttributes().Validate(Options.DefaultName, options).Failures ?? [],
        .. new DoorRules().Validate(Options.DefaultName, options).Failures ?? [],
        .. new ArchiveRules().Validate(Options.DefaultName, options).Failures ?? [],
    ];
}
