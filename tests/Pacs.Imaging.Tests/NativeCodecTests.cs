namespace Pacs.Imaging.Tests;

public sealed class NativeCodecTests
{
    [Theory]
    [InlineData("libturbojpeg", "NAME=\"Ubuntu\"", "ID=ubuntu", "ID_LIKE=debian")]
    [InlineData("libturbojpeg", "NAME=\"Linux Mint\"", "ID=linuxmint", "ID_LIKE=\"ubuntu debian\"")]
    [InlineData("libturbojpeg0", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"", "ID=debian")]
    [InlineData("libturbojpeg0")]
    public void Is_called_as_the_system_calls_it(string package, params string[] release) =>
        Assert.Equal(package, NativeCodec.TurboJpegPackageOf(new SystemRelease(release)));
}
