import { useEffect, useState } from 'react';

/** @returns whether so many milliseconds have passed since it was first drawn */
export function useAfter(milliseconds: number): boolean {
  const [isOver, setOver] = useState(milliseconds === 0);
  useEffect(() => {
    const timer = window.setTimeout(() => setOver(true), milliseconds);
    return () => window.clearTimeout(timer);
  }, [milliseconds]);
  return isOver;
}
