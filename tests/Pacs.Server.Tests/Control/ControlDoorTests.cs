using System.Net;
using System.Net.Sockets;
using Pacs.Archive.Conflicts;
using Pacs.Server.Control;

namespace Pacs.Server.Tests.Control;

public sealed class ControlDoorTests
{
    [Fact]
    public async Task Answers_in_the_data_directory_while_the_archive_runs()
    {
        await using var archive = await ServedArchive.StartAsync();
        await archive.Address.StoreAsync(TestImage.Several(1));

        Assert.Empty(await ConflictsAsync(archive.DataDirectory));

        await archive.StopAsync();
        Assert.False(File.Exists(ControlSocket.PathIn(archive.DataDirectory)));
        Assert.Empty(await ConflictsAsync(archive.DataDirectory)); // opened here now
    }

    [Fact]
    public async Task Is_for_the_owner_of_the_data_alone()
    {
        if (OperatingSystem.IsWindows()) return; // no modes there
        await using var archive = await ServedArchive.StartAsync();

        var mode = File.GetUnixFileMode(ControlSocket.PathIn(archive.DataDirectory));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    [Fact]
    public async Task Is_not_there_for_who_comes_by_http()
    {
        await using var archive = await ServedArchive.StartAsync();
        using var browser = new HttpClient();
        using var arguments = new StringContent("{}");

        var answer = await browser.PostAsync(new Uri(archive.Http, "control/conflicts"), arguments, Patience.Soon);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Opens_where_a_dead_process_has_left_its_socket()
    {
        using var directory = new TemporaryDirectory();
        var data = directory["data"];
        Directory.CreateDirectory(data);
        var left = Path.Combine(data, "moved.sock");
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(left));
            File.Move(left, ControlSocket.PathIn(data)); // so that closing does not remove it
        }

        Assert.True(File.Exists(ControlSocket.PathIn(data)));
        Assert.Null(await ControlClient.ConnectAsync(data, Patience.Soon));
        await using var archive = await ServedArchive.StartAsync(("DataDirectory", data));

        Assert.Empty(await ConflictsAsync(data));
    }

    [Fact]
    public async Task Is_left_out_where_the_name_of_its_socket_would_be_too_long()
    {
        using var directory = new TemporaryDirectory();
        var data = directory[new string('x', 108)];
        await using var archive = await ServedArchive.StartAsync(("DataDirectory", data));

        var refused = await Assert.ThrowsAnyAsync<IOException>(() => ConflictsAsync(data));

        Assert.Contains("in use by process", refused.Message, StringComparison.Ordinal);
        Assert.Contains("107", ControlSocket.FlawOf(ControlSocket.PathIn(data)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_no_archive_where_there_is_none()
    {
        using var directory = new TemporaryDirectory();

        var refused = await Assert.ThrowsAnyAsync<IOException>(() => ConflictsAsync(directory["none"]));

        Assert.Contains("no archive", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(directory["none"]));
    }

    private static async Task<List<ArchiveConflict>> ConflictsAsync(string data)
    {
        var conflicts = new List<ArchiveConflict>();
        await foreach (var conflict in ControlClient.RunAsync(data, ControlVerbs.Conflicts, new NoArguments(), Patience.Soon))
        {
            conflicts.Add(conflict);
        }

        return conflicts;
    }
}
