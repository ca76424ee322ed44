#include "core/store/outbox_state.hpp"

#include "core/base/crash_point.hpp"

namespace hub::store {

namespace {

void complete(OutboxRequest& request, const std::optional<Error>& error) {
  if (error) request.error = error;
  request.done.set();
}

Error stopping() {
  return transient_error("stopping", "the hub is stopping");
}

}  // namespace

Outbox::State::State(Parts outbox_parts, OutboxLimits outbox_limits)
    : parts(std::move(outbox_parts)), limits(outbox_limits), drained(parts.executor) {}

std::optional<Error> Outbox::State::push(const std::shared_ptr<OutboxRequest>& request) {
  if (closed) return closed;
  if (is_draining) return stopping();
  if (request->accept) {
    if (waiting_accepts >= limits.waiting_max)
      return transient_error("busy", "too many cases wait to be stored");
    ++waiting_accepts;
  }
  queue.push_back(request);
  pump();
  return std::nullopt;
}

void Outbox::State::pump() {
  if (is_busy) return;
  if (closed) return drained.set();
  const bool has_work = !queue.empty() || may_finish_now();
  if (is_checkpoint_due() || (is_draining && !has_work && has_deleted_rows)) return start_checkpoint();
  if (has_work) return start_group();
  if (is_draining) {
    closed = stopping();
    drop_all(*closed);
    drained.set();
    return;
  }
  wake_later();
}

bool Outbox::State::may_finish_now() const {
  return !finishing.empty() && (is_draining || parts.clock.now() >= finish_again);
}

bool Outbox::State::is_checkpoint_due() const {
  return has_deleted_rows && parts.clock.now() >= last_checkpoint + limits.checkpoint_interval;
}

void Outbox::State::wake_later() {
  if (timer || (!has_deleted_rows && finishing.empty())) return;
  const MonotonicTime checkpoint_at = last_checkpoint + limits.checkpoint_interval;
  const MonotonicTime when = finishing.empty()  ? checkpoint_at
                             : has_deleted_rows ? std::min(checkpoint_at, finish_again)
                                                : finish_again;
  timer = parts.clock.call_at(when, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->timer.reset();
    self->pump();
  });
}

void Outbox::State::start_group() {
  is_busy = true;
  auto work = std::make_shared<GroupWork>();
  std::size_t size = 0;
  while (!queue.empty() && (size == 0 || size + queue.front()->size() <= limits.group_max)) {
    size += queue.front()->size();
    if (queue.front()->accept) --waiting_accepts;
    work->requests.push_back(std::move(queue.front()));
    queue.pop_front();
  }
  work->finishing = std::move(finishing);
  finishing.clear();
  work->gather(parts.clock.wall_now());
  parts.writer.post([self = shared_from_this(), work] {
    work->commit(self->parts.database, self->parts.vault);
    // Who waits for this commit need not wait for the keys of others to be destroyed.
    post_to(self->parts.executor, [self, work] { self->committed(*work); });
    work->destroy(self->parts.vault);
    post_to(self->parts.executor, [self, work] { self->finished(*work); });
  });
}

void Outbox::State::committed(GroupWork& work) {
  if (work.error && is_fatal(*work.error)) fail(*work.error);
  std::size_t next_row = 0, next_publication = 0;
  for (const auto& request : work.requests) {
    if (request->accept) {
      const auto& error = work.error ? work.error : work.accept_error;
      if (!error) request->row = work.committed.rows.at(next_row++);
      complete(*request, error);
    } else if (request->merge) {
      complete(*request, work.error ? work.error : work.accept_error);
    } else if (!request->reductions.empty()) {
      for (const Reduction& one : request->reductions)
        if (const Certified* certified = work.reduced(one.row)) request->certified.push_back(*certified);
      has_deleted_rows = has_deleted_rows || !request->certified.empty();
      complete(*request, work.error ? work.error : work.accept_error);
    } else if (work.error || request->settlements.empty()) {
      if (request->publication && !work.error)
        request->published = std::move(work.committed.publications.at(next_publication++));
      complete(*request, work.error);
    }
  }
  finish_or_keep(work);
}

void Outbox::State::finish_or_keep(GroupWork& work) {
  if (work.finishing.empty()) return;
  if (!work.error) {
    has_deleted_rows = true;
    for (const Finishing& one : work.finishing) complete(*one.request, std::nullopt);
  } else if (closed || is_draining) {
    for (const Finishing& one : work.finishing) complete(*one.request, work.error);
  } else {
    finishing = std::move(work.finishing);
    finish_again = parts.clock.now() + limits.checkpoint_interval;
  }
}

// The keys are destroyed: the rows of these cases go with the next group.
void Outbox::State::finished(GroupWork& work) {
  is_busy = false;
  if (work.destroy_error) fail(*work.destroy_error);
  for (const auto& request : work.requests) {
    if (request->settlements.empty() || work.error) continue;
    Finishing one{request, {}};
    for (const Settlement& settlement : request->settlements) {
      const Certified* certified = work.certified(settlement.row);
      if (!certified) continue;
      one.rows.push_back(settlement.row);
      request->certified.push_back(*certified);
    }
    if (closed || one.rows.empty()) {
      complete(*request, closed);
    } else {
      finishing.push_back(std::move(one));
    }
  }
  pump();
}

void Outbox::State::start_checkpoint() {
  is_busy = true;
  parts.writer.post([self = shared_from_this()] {
    auto done = self->parts.database.checkpoint();
    crash_point("settle.journal_emptied");
    post_to(self->parts.executor, [self, done = std::move(done)] { self->checkpointed(done); });
  });
}

// A checkpoint that could not be made now is tried again an interval later.
void Outbox::State::checkpointed(const Result<void>& done) {
  is_busy = false;
  last_checkpoint = parts.clock.now();
  if (done.ok() || is_draining) has_deleted_rows = false;
  if (!done.ok() && is_fatal(done.error())) fail(done.error());
  pump();
}

void Outbox::State::drop_all(const Error& error) {
  for (const auto& request : std::exchange(queue, {})) complete(*request, error);
  for (const Finishing& one : std::exchange(finishing, {})) complete(*one.request, error);
  waiting_accepts = 0;
  if (timer) parts.clock.cancel(*std::exchange(timer, std::nullopt));
}

void Outbox::State::fail(const Error& error) {
  if (closed) return;
  closed = error;
  drop_all(error);
  parts.on_fatal(error);
}

}  // namespace hub::store
