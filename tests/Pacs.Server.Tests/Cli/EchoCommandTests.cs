using System.Net;
using System.Net.Sockets;

namespace Pacs.Server.Tests.Cli;

public sealed class EchoCommandTests
{
    [Fact]
    public async Task Tells_how_long_an_answer_took()
    {
        await using var archive = await ServedArchive.StartAsync();

        var echo = await Tool.RunAsync("echo", $"{archive.Address}", "--repeat", "2");

        Assert.Equal(0, echo.ExitCode);
        Assert.Equal(2, echo.Output.Split("echo 0x0000 Success in").Length - 1);
        Assert.Empty(echo.Error);
    }

    [Fact]
    public async Task Says_in_one_line_that_nobody_answers()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var echo = await Tool.RunAsync("echo", $"127.0.0.1:{port}");

        Assert.Equal(1, echo.ExitCode);
        Assert.Equal($"pacs: PACS=127.0.0.1:{port} does not answer: Connection refused\n", echo.Error);
    }

    [Fact]
    public async Task Says_in_the_words_of_the_standard_why_it_was_rejected()
    {
        await using var archive = await ServedArchive.StartAsync(
            ("Peers:0:AeTitle", "CT1"), ("Peers:0:Host", "127.0.0.1"));

        var stranger = await Tool.RunAsync("echo", $"{archive.Address}", "--calling-ae", "STRANGER");
        var scanner = await Tool.RunAsync("echo", $"{archive.Address}", "--calling-ae", "CT1");

        Assert.Equal(1, stranger.ExitCode);
        Assert.Contains(
            "rejected-permanent, DICOM UL service-user: calling-AE-title-not-recognized", stranger.Error,
            StringComparison.Ordinal);
        Assert.Equal(0, scanner.ExitCode);
    }

    [Fact]
    public async Task Says_that_what_answers_is_no_dicom()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync();

        var echo = await Tool.RunAsync("echo", $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        await answering;

        Assert.Equal(1, echo.ExitCode);
        Assert.Single(echo.Error.TrimEnd().Split('\n'));

        async Task AnswerAsync()
        {
            using var socket = await listener.AcceptSocketAsync();
            await socket.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "'127.0.0.1' is no peer")]
    [InlineData("PACS@127.0.0.1:99999", "is no peer")]
    [InlineData("A_TITLE_THAT_IS_TOO_LONG@127.0.0.1:104", "is no peer")]
    public async Task Refuses_what_is_no_peer(string peer, string complaint)
    {
        var echo = await Tool.RunAsync("echo", peer);

        Assert.Equal(2, echo.ExitCode);
        Assert.Contains(complaint, echo.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_examples_in_its_help()
    {
        var help = await Tool.RunAsync("echo", "--help");

        Assert.Equal(0, help.ExitCode);
        Assert.Contains("Examples:\n  pacs echo\n", help.Output, StringComparison.Ordinal);
    }
}
