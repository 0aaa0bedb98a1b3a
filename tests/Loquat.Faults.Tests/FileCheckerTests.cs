using Loquat.Faults.Checking;
using Loquat.Faults.Operations;
using Loquat.Protocol;

namespace Loquat.Faults.Tests;

public class FileCheckerTests
{
    private readonly FileTrail _trail = new();

    [Fact]
    public void Where_all_went_well_nothing_is_found() => Assert.Empty(_trail.Findings());

    [Fact]
    public void A_file_without_a_row_is_lost()
    {
        _trail.Rows.RemoveAt(0);
        _trail.Folder.RemoveAt(0);

        Assert.Equal([Breach.Lost], _trail.Findings());
    }

    [Fact]
    public void A_row_without_bytes_is_a_loss()
    {
        _trail.Folder.RemoveAt(0);

        Assert.Equal([Breach.Lost], _trail.Findings());
    }

    [Fact]
    public void A_message_without_the_files_that_it_was_acknowledged_with_has_lost_them()
    {
        _trail.Show("a1");
        _trail.Rows.RemoveAll(row => row.MessageId == FileTrail.First);
        _trail.Folder.RemoveAll(entry => !_trail.Rows.Exists(row => row.Content == entry.Content));
        _trail.Downloads.RemoveAll(download => !_trail.Rows.Exists(row => row.Id == download.FileId));

        Assert.Equal([Breach.Lost], _trail.Findings());
    }

    [Fact]
    public void Files_in_another_order_than_was_sent_are_not_those_that_were_acknowledged()
    {
        _trail.Show("a1", 12, 11);

        Assert.Equal([Breach.Lost], _trail.Findings());
    }

    [Fact]
    public void Other_bytes_than_were_brought_diverge()
    {
        _trail.Folder[0] = _trail.Folder[0] with { Digest = 1 };

        Assert.Equal([Breach.Diverged], _trail.Findings());
    }

    [Fact]
    public void A_file_that_is_not_given_to_a_member_is_lost()
    {
        _trail.Given(11, Visitor.Member, status: 503, digest: 0);

        Assert.Equal([Breach.Lost], _trail.Findings());
    }

    [Fact]
    public void A_file_that_nobody_asked_for_is_not_taken_for_served()
    {
        _trail.Downloads.RemoveAll(download => download is { FileId: 11, Who: Visitor.Member });

        Assert.Equal([Breach.Lost], _trail.Findings());
    }

    [Fact]
    public void Other_bytes_than_were_brought_are_not_to_be_served()
    {
        _trail.Given(11, Visitor.Member, status: 200, digest: 1);

        Assert.Equal([Breach.Diverged], _trail.Findings());
    }

    [Theory]
    [InlineData(Visitor.Stranger)]
    [InlineData(Visitor.Nobody)]
    internal void What_is_given_to_one_who_may_not_see_it_diverges(Visitor who)
    {
        _trail.Given(11, who, status: 200, digest: 0);

        Assert.Equal([Breach.Diverged], _trail.Findings());
    }

    [Fact]
    public void A_file_in_two_messages_is_doubled()
    {
        _trail.Show("a2", 21, 11);

        Assert.Contains(Breach.Doubled, _trail.Findings());
    }

    [Fact]
    public void A_row_that_belongs_to_another_message_than_the_one_that_shows_it_diverges()
    {
        _trail.Rows[0] = _trail.Rows[0] with { MessageId = FileTrail.Second };

        Assert.Equal([Breach.Diverged], _trail.Findings());
    }

    [Fact]
    public void A_file_that_nobody_brought_is_one_too_many()
    {
        _trail.Record.Entered.Clear();

        Assert.Contains(Breach.Doubled, _trail.Findings());
    }

    [Fact]
    public void What_a_deleted_message_had_is_gone()
    {
        _trail.Delete("a2");

        Assert.Empty(_trail.Findings());
    }

    [Fact]
    public void A_deleted_message_that_shows_files_diverges()
    {
        _trail.Messages[FileTrail.Second] = _trail.Messages[FileTrail.Second] with { IsDeleted = true };

        Assert.Equal([Breach.Diverged], _trail.Findings());
    }

    [Fact]
    public void A_deleted_messages_file_that_is_served_diverges()
    {
        _trail.Delete("a2");
        _trail.Given(21, Visitor.Member, status: 200, digest: 0);

        Assert.Equal([Breach.Diverged], _trail.Findings());
    }

    [Fact]
    public void A_deleted_messages_bytes_that_are_still_there_diverge()
    {
        var kept = _trail.Folder[2];
        _trail.Delete("a2");
        _trail.Folder.Add(kept);

        Assert.Equal([Breach.Diverged], _trail.Findings());
    }

    [Fact]
    public void A_deleted_messages_row_that_is_still_there_diverges()
    {
        var (row, kept) = (_trail.Rows[2], _trail.Folder[2]);
        _trail.Delete("a2");
        _trail.Rows.Add(row);
        _trail.Folder.Add(kept);

        Assert.Equal([Breach.Diverged], _trail.Findings());
    }

    [Fact]
    public void A_file_that_waits_for_a_message_when_it_has_waited_too_long_diverges()
    {
        var forgotten = _trail.Abandon("a3", 31);

        Assert.Empty(_trail.Findings());
        _trail.Store(forgotten, 31, messageId: null);
        Assert.Equal([Breach.Diverged], _trail.Findings());
    }

    [Fact]
    public void What_was_abandoned_is_not_to_be_served()
    {
        _trail.Abandon("a3", 31);
        _trail.Given(31, Visitor.Member, status: 200, digest: 0);

        Assert.Equal([Breach.Diverged], _trail.Findings());
    }

    [Fact]
    public void Half_an_upload_that_stays_in_the_folder_diverges()
    {
        _trail.Folder.Add(new FolderEntry("d0", IsWhole: false, Size: 7, Digest: 7));

        Assert.Equal([Breach.Diverged], _trail.Findings());
    }

    [Fact]
    public void What_was_brought_once_and_lies_there_twice_is_doubled()
    {
        var again = _trail.Folder[0] with { Content = "d0" };
        _trail.Folder.Add(again);
        _trail.Rows[1] = _trail.Rows[1] with { Content = "d0" };

        Assert.Contains(Breach.Doubled, _trail.Findings());
    }

    [Fact]
    public void Of_two_messages_with_the_same_files_one_has_them()
    {
        var second = _trail.Contend("a1");
        _trail.Record.Refused.Enqueue((second, new ProtocolError(400, "[file_not_loose]")));

        Assert.Empty(_trail.Findings());
        _trail.Record.Acknowledged.Enqueue(new Acknowledgement(second, 4));
        Assert.Equal([Breach.Doubled], _trail.Findings());
    }

    [Fact]
    public void Two_messages_with_the_same_files_are_not_both_refused()
    {
        var second = _trail.Contend("a1");
        var first = _trail.Record.Entered.OfType<Post>().First();
        foreach (var post in (Post[])[first, second])
            _trail.Record.Refused.Enqueue((post, new ProtocolError(400, "[file_not_loose]")));
        _trail.Record.Acknowledged.Clear();

        Assert.Equal([Breach.Lost], _trail.Findings());
    }

    [Fact]
    public void What_was_passed_on_has_files_of_its_own_with_the_same_bytes()
    {
        var forward = _trail.PassOn("a2", 22);

        Assert.Empty(_trail.Findings());
        _trail.Delete("a2", dropsContent: false);
        Assert.Empty(_trail.Findings());
        _trail.Folder.RemoveAll(entry => entry.Content == "c21");
        Assert.Equal([Breach.Lost], _trail.Findings());
        Assert.Equal(["a2-1.bin"], forward.FileNames);
    }
}
