using Pacs.Network.Client;

namespace Pacs.Network.Tests.Client;

public sealed class PeerAddressTests
{
    [Theory]
    [InlineData("VIEWER=127.0.0.1:104", "VIEWER", "127.0.0.1", 104)]
    [InlineData("MY VIEWER=viewer.example.org:11112", "MY VIEWER", "viewer.example.org", 11112)]
    [InlineData("VIEWER=[::1]:104", "VIEWER", "::1", 104)]
    public void Reads_and_writes_title_host_and_port(string text, string title, string host, int port)
    {
        var address = PeerAddress.TryParse(text);

        Assert.Equal(new PeerAddress(title, host, port), address);
        Assert.Equal(text, address?.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("VIEWER")]
    [InlineData("VIEWER=host")]
    [InlineData("=host:104")]
    [InlineData("VIEWER=:104")]
    [InlineData("VIEWER=host:0")]
    [InlineData("VIEWER=host:65536")]
    [InlineData("VIEWER=host:-1")]
    [InlineData("SEVENTEEN LETTERS=host:104")]
    public void Refuses_anything_else(string text) => Assert.Null(PeerAddress.TryParse(text));
}
