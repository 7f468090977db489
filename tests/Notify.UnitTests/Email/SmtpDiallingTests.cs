using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Notify.Providers.Email.Smtp;

namespace Notify.UnitTests.Email;

public sealed class SmtpDiallingTests
{
    private static readonly IPAddress[] Addresses = [IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"), IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")];

    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<IPAddress, TaskCompletionSource<Line>> _dials = [];

    [Fact]
    public async Task Address_that_leads_nowhere_costs_a_head_start_and_not_the_time_out()
    {
        var dialling = DialAsync();
        Assert.Equal([Addresses[0]], _dials.Keys);

        await PassAsync(SmtpDialling.HeadStart, dials: 2);
        Assert.Equal([Addresses[0], Addresses[2]], _dials.Keys);
        _dials[Addresses[2]].SetResult(new Line());

        Assert.Same(await _dials[Addresses[2]].Task, await dialling);
    }

    [Fact]
    public async Task Address_that_refuses_is_followed_by_the_next_at_once()
    {
        var dialling = DialAsync();

        _dials[Addresses[0]].SetException(new SocketException((int)SocketError.ConnectionRefused));
        await PassAsync(TimeSpan.Zero, dials: 2);
        _dials[Addresses[2]].SetResult(new Line());

        Assert.Same(await _dials[Addresses[2]].Task, await dialling);
    }

    [Fact]
    public async Task Connection_that_stands_although_it_was_given_up_is_closed()
    {
        var dialling = DialAsync(canGiveUp: false);
        await PassAsync(SmtpDialling.HeadStart, dials: 2);
        var (first, late) = (new Line(), new Line());
        _dials[Addresses[2]].SetResult(first);
        await dialling;

        _dials[Addresses[0]].SetResult(late);

        await late.Closed.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(first.Closed.IsCompleted);
    }

    [Fact]
    public async Task When_none_answers_the_last_reason_is_told()
    {
        var dialling = DialAsync();
        for (var i = 0; i < Addresses.Length; i++)
        {
            await PassAsync(TimeSpan.Zero, dials: i + 1);
            _dials.Values.Last().SetException(new SocketException((int)(i < 3 ? SocketError.NetworkUnreachable : SocketError.ConnectionRefused)));
        }

        Assert.Equal(SocketError.ConnectionRefused, (await Assert.ThrowsAsync<SocketException>(() => dialling)).SocketErrorCode);
    }

    [Fact]
    public async Task Time_out_ends_all_of_them()
    {
        using var late = new CancellationTokenSource();
        var dialling = DialAsync(cancellationToken: late.Token);
        await PassAsync(SmtpDialling.HeadStart, dials: 2);

        await late.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialling);
    }

    [Theory]
    [InlineData(0, SmtpSecurity.StartTls, 587)]
    [InlineData(0, SmtpSecurity.Tls, 465)]
    [InlineData(0, SmtpSecurity.None, 25)]
    [InlineData(2525, SmtpSecurity.Tls, 2525)]
    public void Port_is_the_usual_one_unless_it_is_named(int named, SmtpSecurity security, int port) =>
        Assert.Equal(port, new SmtpOptions { Port = named, Security = security }.PortInUse);

    private Task<Line> DialAsync(bool canGiveUp = true, CancellationToken cancellationToken = default) => SmtpDialling.FirstAsync(
        Addresses,
        (address, giveUp) => (_dials[address] = new TaskCompletionSource<Line>()).Task.WaitAsync(canGiveUp ? giveUp : CancellationToken.None),
        _time,
        cancellationToken);

    /// <summary>Lets time pass and waits until so many addresses have been tried.</summary>
    private async Task PassAsync(TimeSpan time, int dials)
    {
        _time.Advance(time);
        for (var i = 0; i < 1000 && _dials.Count < dials; i++)
        {
            await Task.Delay(5);
        }

        Assert.Equal(dials, _dials.Count);
    }

    private sealed class Line : IDisposable
    {
        private readonly TaskCompletionSource _closed = new();

        public Task Closed => _closed.Task;

        public void Dispose() => _closed.TrySetResult();
    }
}
