namespace Pacs.Conformance.Tests.Launching;

public sealed class ServeTests
{
    [FactWith(Need.Dcmtk)]
    public async Task A_started_archive_answers_echoscu_with_no_configuration()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);

        (await ProcessRun.RunAsync("echoscu", ["127.0.0.1", $"{server.DicomPort}"])).Succeeded();

        Assert.Equal("PACS", server.AeTitle);
    }

    [Fact]
    public async Task Sigterm_ends_it_cleanly_also_with_associations_open()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        await using var peer = await RawPeer.AssociateAsync(
            server.DicomPort, new RawContext(1, Uids.CtImage, Uids.ImplicitLittle));
        Assert.Equal(0, (await peer.StoreAsync(1, new RawImage())).Status);

        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_second_archive_on_the_same_data_refuses_to_start()
    {
        using var directory = new TestDirectory();
        await using var first = await PacsServer.StartAsync(directory["data"]);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => PacsServer.StartAsync(directory["data"]));

        Assert.DoesNotContain("Unhandled exception", refusal.Message, StringComparison.Ordinal);
        await using var peer = await RawPeer.AssociateAsync(
            first.DicomPort, new RawContext(1, Uids.Verification, Uids.ImplicitLittle));
        Assert.Equal(0, await peer.EchoAsync(1));
    }

    [Theory]
    [InlineData("--listen", "0.0.0.0")]
    [InlineData("--ae-title", "A TITLE OF MORE THAN 16")]
    [InlineData("--peer", "NOT-A-PEER")]
    [InlineData("--no-such-option", "1")]
    public async Task A_configuration_that_is_wrong_or_unsafe_is_refused_with_a_word(string option, string value)
    {
        using var directory = new TestDirectory();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => PacsServer.StartAsync(directory["data"], option, value));

        Assert.DoesNotContain("Unhandled exception", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refusal.Message, StringComparison.Ordinal);
    }
}
