using System.Net.Sockets;
using System.Text;
using Notify.Providers.Scanning;
using Notify.TestKit.Scanning;

namespace Notify.UnitTests.Scanning;

public sealed class ClamdScannerTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly ClamdListener _clamd = new();

    [Fact]
    public async Task Clean_file_arrives_whole_and_is_clean()
    {
        var content = Enumerable.Range(0, 200_000).Select(n => (byte)n).ToArray();

        var verdict = await Scanner().ScanAsync(content, CancellationToken.None);

        Assert.IsType<ScanVerdict.Clean>(verdict);
        Assert.Equal(content, Assert.Single(_clamd.Received));
    }

    [Fact]
    public async Task Infected_file_is_named()
    {
        var verdict = await Scanner().ScanAsync(Encoding.ASCII.GetBytes(ClamdListener.Virus), CancellationToken.None);

        Assert.Equal(new ScanVerdict.Infected("Notify.Test-1"), verdict);
    }

    [Theory]
    [InlineData("")]
    [InlineData("stream: OK")]
    [InlineData("OK\0")]
    [InlineData("stream: OK \0")]
    [InlineData("stream: FOUND\0")]
    [InlineData("stream:  FOUND\0")]
    [InlineData("stream: Something strange\0")]
    [InlineData("stream: Can't allocate memory ERROR\0")]
    [InlineData("UNKNOWN COMMAND\0")]
    [InlineData("\0")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    public async Task Answer_that_says_neither_clean_nor_infected_lets_nothing_through(string answer)
    {
        _clamd.Answer = answer;

        Assert.IsType<ScanVerdict.Unavailable>(await Scanner().ScanAsync(new byte[1], CancellationToken.None));
    }

    [Fact]
    public async Task Endless_answer_is_not_read_to_its_end()
    {
        _clamd.Answer = new string('a', 100_000);

        Assert.IsType<ScanVerdict.Unavailable>(await Scanner().ScanAsync(new byte[1], CancellationToken.None));
    }

    [Fact]
    public async Task Stream_longer_than_the_scanner_takes_is_unavailable()
    {
        _clamd.StreamLimit = 100_000;

        var verdict = await Scanner().ScanAsync(new byte[2_000_000], CancellationToken.None);

        // Whether the answer or the broken connection comes first is the machine's business.
        Assert.IsType<ScanVerdict.Unavailable>(verdict);
    }

    [Fact]
    public async Task Size_limit_is_reported_in_the_scanners_words()
    {
        _clamd.StreamLimit = 9;

        var verdict = await Scanner().ScanAsync(new byte[10], CancellationToken.None);

        Assert.Equal(new ScanVerdict.Unavailable("it answered 'INSTREAM size limit exceeded. ERROR'"), verdict);
    }

    [Fact]
    public async Task Silent_scanner_is_given_up()
    {
        _clamd.IsSilent = true;

        var verdict = await Scanner(TimeSpan.FromMilliseconds(200)).ScanAsync(new byte[1], CancellationToken.None);

        Assert.Contains("no answer within", Assert.IsType<ScanVerdict.Unavailable>(verdict).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_who_leaves_ends_the_scan()
    {
        _clamd.IsSilent = true;
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Scanner().ScanAsync(new byte[1], leaving.Token));
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:1")]
    [InlineData("unix:/nowhere/clamd.ctl")]
    [InlineData("tcp://no-such-host.invalid:3310")]
    public async Task Scanner_that_is_not_there_is_unavailable(string address)
    {
        Assert.True(ClamdAddress.TryParse(address, out var parsed));

        Assert.IsType<ScanVerdict.Unavailable>(await new ClamdScanner(parsed, Long, TimeProvider.System).ScanAsync(new byte[1], CancellationToken.None));
    }

    [Fact]
    public async Task Unix_socket_is_spoken_to_as_well()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        Assert.True(ClamdAddress.TryParse($"unix:{path}", out var address));
        try
        {
            var asking = new ClamdScanner(address, Long, TimeProvider.System).VersionAsync(CancellationToken.None);
            using var accepted = await socket.AcceptAsync();
            var command = new byte[64];
            var length = await accepted.ReceiveAsync(command);
            await accepted.SendAsync("ClamAV 9\0"u8.ToArray());

            Assert.Equal(("ClamAV 9", ""), await asking);
            Assert.Equal("zVERSION\0", Encoding.ASCII.GetString(command, 0, length));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("tcp://localhost:3310", true)]
    [InlineData("tcp://clamav", true)]
    [InlineData("tcp://[::1]:3310/", true)]
    [InlineData("unix:/run/clamav/clamd.ctl", true)]
    [InlineData("unix:///run/clamav/clamd.ctl", true)]
    [InlineData("unix://run/clamav/clamd.ctl", false)]
    [InlineData("unix:run/clamd.ctl", false)]
    [InlineData("unix:/", false)]
    [InlineData("http://localhost:3310", false)]
    [InlineData("localhost:3310", false)]
    [InlineData("tcp://localhost:3310/path", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Address_is_read(string? text, bool isAddress) => Assert.Equal(isAddress, ClamdAddress.TryParse(text, out _));

    [Fact]
    public async Task Without_a_scanner_nothing_passes_unless_that_is_allowed()
    {
        Assert.IsType<ScanVerdict.NotSetUp>(await new NoScanner(allowUnscanned: false).ScanAsync(new byte[1], CancellationToken.None));
        Assert.IsType<ScanVerdict.Clean>(await new NoScanner(allowUnscanned: true).ScanAsync(new byte[1], CancellationToken.None));
    }

    public void Dispose() => _clamd.Dispose();

    private ClamdScanner Scanner(TimeSpan? timeout = null) =>
        new(ClamdAddress.TryParse(_clamd.Address, out var address) ? address : throw new InvalidOperationException(), timeout ?? Long, TimeProvider.System);
}
