using Microsoft.Extensions.Time.Testing;
using Notify.Core.Notifications;
using Notify.Core.Providers;

namespace Notify.UnitTests.Providers;

public sealed class ProviderCircuitTests
{
    private static readonly SendOutcome Accepted = new SendOutcome.Accepted("1");
    private static readonly SendOutcome Down = new SendOutcome.Unavailable("refused", ProviderFault.Down);
    private static readonly SendOutcome Shut = new SendOutcome.Unavailable("535", ProviderFault.Misconfigured);
    private static readonly SendOutcome Busy = new SendOutcome.Unavailable("429", ProviderFault.Busy);

    private readonly FakeTimeProvider _time = new();
    private readonly ProviderCircuit _circuit;

    public ProviderCircuitTests()
    {
        _circuit = new ProviderCircuit(_time);
    }

    [Fact]
    public void Provider_that_answers_stays_in_use_whatever_it_says_to_a_message()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(CircuitChange.None, Try(new SendOutcome.Refused("550 no such user")));
            Assert.Equal(CircuitChange.None, Try(new SendOutcome.Unavailable("450 greylisted", ProviderFault.None)));
        }

        Assert.False(_circuit.IsOpen);
    }

    [Fact]
    public void Failures_in_a_row_open_it_and_an_answer_between_them_does_not()
    {
        Times(4, Down);
        Try(Accepted);
        Times(4, Down);
        Assert.False(_circuit.IsOpen);

        Assert.Equal(CircuitChange.Opened, Try(new SendOutcome.Doubtful("no answer")));
        Assert.Equal(0, _circuit.Room);
        Assert.False(_circuit.TryEnter());
    }

    [Fact]
    public void Message_that_is_never_let_in_does_not_shut_the_provider_for_others()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(CircuitChange.None, Try(Accepted));
            Assert.Equal(CircuitChange.None, Try(Shut));
        }

        Assert.False(_circuit.IsOpen);
    }

    [Fact]
    public void Provider_that_lets_nobody_in_any_more_is_left_alone_at_its_second_word()
    {
        Try(Accepted);
        Assert.Equal(CircuitChange.None, Try(Shut));
        Assert.Equal(CircuitChange.None, Try(new SendOutcome.Refused("550 no such user")));
        Assert.Equal(CircuitChange.Opened, Try(Shut));
    }

    [Fact]
    public void Probe_that_is_not_let_in_does_not_bring_a_provider_back_that_took_messages_before_it_fell_silent()
    {
        Try(Accepted);
        Assert.True(_circuit.TryEnter());
        Times(ProviderCircuit.FailuresToOpen, Down);
        _circuit.Leave(_circuit.Judge(Accepted));   // handed over before it opened

        _time.Advance(TimeSpan.FromMinutes(1));
        Try(Shut);

        Assert.True(_circuit.IsOpen);
    }

    [Fact]
    public void What_is_about_one_message_keeps_its_words_and_code()
    {
        var shut = new SendOutcome.Unavailable("403 this sender is not yours", ProviderFault.Misconfigured) { Code = new("403", IsKnown: true) };

        Assert.Same(shut, _circuit.Judge(shut));
        _circuit.Judge(Accepted);
        Assert.Equal(shut with { IsOfMessage = true }, _circuit.Judge(shut));
    }

    [Fact]
    public void Provider_that_lets_nobody_in_is_left_alone_at_once()
    {
        Assert.Equal(CircuitChange.Opened, Try(new SendOutcome.Unavailable("535", ProviderFault.Misconfigured)));

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, _circuit.Room);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, _circuit.Room);
    }

    [Fact]
    public void After_a_pause_one_probe_goes_and_only_its_success_closes_the_circuit()
    {
        Times(5, Down);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.True(_circuit.TryEnter());
        Assert.False(_circuit.TryEnter());
        Assert.Equal(CircuitChange.Closed, _circuit.Leave(Accepted));

        Assert.False(_circuit.IsOpen);
    }

    [Fact]
    public void Failed_probes_make_the_pauses_longer_up_to_a_minute()
    {
        Times(5, Down);
        foreach (var seconds in (int[])[5, 10, 20, 40, 60, 60])
        {
            _time.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.Equal(0, _circuit.Room);
            _time.Advance(TimeSpan.FromSeconds(1));
            Try(Down);
        }
    }

    [Fact]
    public void Failures_that_were_under_way_when_it_opened_do_not_make_the_pause_longer()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.True(_circuit.TryEnter());
        }

        for (var i = 0; i < 20; i++)
        {
            _circuit.Leave(Down);
        }

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, _circuit.Room);
    }

    [Fact]
    public void Provider_comes_back_slowly()
    {
        Times(5, Down);
        _time.Advance(TimeSpan.FromSeconds(6));
        Try(Accepted);
        Assert.Equal(1, _circuit.Room);

        Assert.Equal(2, RoomAfterRounds(2));
        Assert.InRange(RoomAfterRounds(8), 5, 8);
        Assert.InRange(RoomAfterRounds(30), 20, 40);
    }

    /// <summary>No answer in time says nothing of how many are taken at once.</summary>
    [Fact]
    public void Limit_grows_although_some_hand_overs_stay_without_an_answer()
    {
        Times(20, Busy);

        Assert.InRange(RoomAfterRounds(100, last: new SendOutcome.Doubtful("no answer")), 30, 110);
    }

    [Fact]
    public void Place_kept_for_something_urgent_that_does_not_come_is_given_to_others_soon()
    {
        Times(20, Busy);
        _circuit.KeepPlace(isWanted: true);
        Assert.Equal(0, _circuit.RoomForOthers);

        _circuit.KeepPlace(isWanted: false);
        Assert.Equal(1, _circuit.RoomForOthers);

        _circuit.KeepPlace(isWanted: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _circuit.RoomForOthers);
    }

    [Fact]
    public void Provider_that_takes_one_after_the_other_is_not_thought_to_take_many_at_once()
    {
        Times(20, Busy);
        Times(100, Accepted);

        Assert.Equal(2, _circuit.Room);
    }

    [Fact]
    public void Quarter_of_the_places_of_a_busy_provider_stays_free_for_what_is_urgent()
    {
        for (var i = 0; i < 16; i++)
        {
            Assert.True(_circuit.TryEnter());
        }

        for (var i = 0; i < 16; i++)
        {
            _circuit.Leave(i == 0 ? Busy : null);
        }

        Assert.Equal((8, 6), (_circuit.Room, _circuit.RoomForOthers));
        Assert.Equal(6, Enumerable.Range(0, 20).Count(_ => _circuit.TryEnter(isUrgent: false)));
        Assert.Equal(2, Enumerable.Range(0, 20).Count(_ => _circuit.TryEnter(isUrgent: true)));
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(4, 2, 1)]
    [InlineData(6, 3, 2)]
    [InlineData(8, 4, 3)]
    public void One_place_at_least_stays_free_for_what_is_urgent_as_soon_as_there_are_two(int before, int places, int forOthers)
    {
        for (var i = 0; i < before; i++)
        {
            Assert.True(_circuit.TryEnter());
        }

        for (var i = 0; i < before; i++)
        {
            _circuit.Leave(i == 0 ? Busy : null);
        }

        Assert.Equal((places, forOthers), (_circuit.Room, _circuit.RoomForOthers));
    }

    /// <summary>A provider that takes few at once, each for a tenth of a second, and a send so large that something of it waits for every place
    /// and is always the first to ask.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(12)]
    public void What_is_urgent_is_not_refused_by_a_busy_provider_and_waits_for_little_more_than_one_place(int most)
    {
        const int Ticks = 12_000;
        var ends = new Queue<(int At, bool Urgent)>();
        var (sent, refused, urgentSent, slowest) = (0, 0, 0, 0);
        int? urgentSince = null;
        for (var tick = 0; tick < Ticks; tick++, _time.Advance(TimeSpan.FromMilliseconds(10)))
        {
            while (ends.TryPeek(out var first) && first.At <= tick)
            {
                ends.Dequeue();
                _circuit.Leave(Accepted);
            }

            while (_circuit.TryEnter(isUrgent: false))
            {
                if (ends.Count < most)
                {
                    ends.Enqueue((tick + 10, false));
                    sent++;
                }
                else
                {
                    refused++;
                    _circuit.Leave(Busy);
                }
            }

            // Once the send has found out that there is a limit.
            urgentSince ??= tick > 500 && tick % 37 == 0 ? tick : null;
            _circuit.KeepPlace(isWanted: urgentSince is not null);
            if (urgentSince is { } since && _circuit.TryEnter())
            {
                _circuit.KeepPlace(isWanted: false);
                Assert.True(ends.Count < most, $"refused in tick {tick}");
                ends.Enqueue((tick + 10, true));
                (urgentSent, slowest, urgentSince) = (urgentSent + 1, Math.Max(slowest, tick - since), null);
            }
        }

        Assert.InRange(urgentSent, 150, Ticks / 37);
        Assert.InRange(slowest, 0, 25);
        Assert.InRange(sent, Ticks / 10 * most * (most == 1 ? 30 : 50) / 100, Ticks / 10 * most);
        Assert.InRange(refused, 1, sent + urgentSent);
    }

    [Fact]
    public void Where_all_is_urgent_the_limit_grows_all_the_same()
    {
        Times(20, Busy);
        Assert.InRange(RoomAfterRounds(50), 10, 60);
    }

    [Fact]
    public void Busy_provider_gets_half_as_many_at_once_and_is_not_left_alone()
    {
        for (var i = 0; i < 16; i++)
        {
            Assert.True(_circuit.TryEnter());
        }

        Assert.Equal(CircuitChange.None, _circuit.Leave(Busy));
        for (var i = 0; i < 15; i++)
        {
            _circuit.Leave(null);
        }

        Assert.Equal(8, _circuit.Room);
        Times(20, Busy);
        Assert.Equal(1, _circuit.Room);
        Assert.False(_circuit.IsOpen);
    }

    [Fact]
    public void Provider_that_ends_nothing_for_a_while_is_stalled()
    {
        _circuit.TryEnter();
        Assert.False(_circuit.IsStalled);

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(_circuit.IsStalled);

        _circuit.Leave(Accepted);
        Assert.False(_circuit.IsStalled);
    }

    /// <summary>Takes all places, again and again, a second each, and all goes well.</summary>
    /// <param name="last">What becomes of the last of each round of several; null: it goes well, too.</param>
    private int RoomAfterRounds(int rounds, SendOutcome? last = null)
    {
        for (var i = 0; i < rounds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            while (_circuit.TryEnter())
            {
            }

            var taken = _circuit.InFlight;
            while (_circuit.InFlight > 0)
            {
                _circuit.Leave(_circuit.InFlight == 1 && taken > 1 ? last ?? Accepted : Accepted);
            }
        }

        return _circuit.Room;
    }

    private CircuitChange Try(SendOutcome outcome)
    {
        Assert.True(_circuit.TryEnter());
        return _circuit.Leave(_circuit.Judge(outcome));
    }

    private void Times(int times, SendOutcome outcome)
    {
        for (var i = 0; i < times; i++)
        {
            Try(outcome);
        }
    }
}
